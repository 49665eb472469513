import { ageOf, isKamaji, isStarting, ownKeepalivedOf } from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { count, kubectlObject } from '../phrases';
import { suspectKeepalived } from './addressNotAnswering';

/** How long pods may take to come. */
const PATIENCE_MS = 20_000;

/** keepalived's pods cannot be created, or do not run where they should. */
export const keepalivedPods: FindingRule = (cluster, world) => {
  const daemonSet = ownKeepalivedOf(cluster, world);
  const { desiredNumberScheduled: wanted = 0, observedGeneration } =
    daemonSet?.status ?? {};
  if (
    !isKamaji(cluster) ||
    !daemonSet ||
    !wanted ||
    observedGeneration !== daemonSet.metadata.generation ||
    (isStarting(cluster) && ageOf(daemonSet, world) < PATIENCE_MS)
  ) {
    return undefined;
  }
  const { numberReady: ready = 0, currentNumberScheduled: made = 0 } =
    daemonSet.status ?? {};
  const { name } = daemonSet.metadata;
  const look = kubectlObject('describe', 'DaemonSet', {
    namespace: cluster.metadata.namespace,
    name,
  });
  const said = { blocking: false, who: 'platform' as const };
  const evidence = { wanted, made, ready };
  if (made === 0) {
    return {
      ...said,
      code: 'KeepalivedRejected',
      severity: 'error',
      sentence: `None of keepalived's ${count(
        wanted,
        'pod',
      )} can be created: admission or a quota rejects them.`,
      remedy: `Look at the Events of DaemonSet ${name}: ${look}.`,
      evidence,
    };
  }
  // Where the address does not answer, AddressNotAnswering has the same numbers.
  if (ready === wanted || suspectKeepalived(cluster, world)) {
    return undefined;
  }
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  const finding: Finding = {
    ...said,
    code: 'KeepalivedPodsMissing',
    severity: ready ? 'warning' : 'error',
    sentence: `keepalived runs on ${ready} of ${count(wanted, 'node')}${
      ready ? '' : `, so no node has VIP ${vip}`
    }.`,
    remedy: `Look at DaemonSet ${name} and its pods: ${look}.`,
    evidence,
  };
  return finding;
};
