import { isKamaji, ownKeepalivedOf, runnerOf } from '../clusterState';
import { FindingRule } from '../Finding';
import { keepalivedFormOf } from '../keepalivedForm';

/**
 * The cluster owns a keepalived that neither this portal nor a DPF release that it knows has made. The kamaji role leaves
 * it as it is.
 */
export const keepalivedUnknown: FindingRule = (cluster, world) => {
  const daemonSet = ownKeepalivedOf(cluster, world);
  if (
    !isKamaji(cluster) ||
    !daemonSet ||
    runnerOf('kamaji', world) !== 'portal' ||
    keepalivedFormOf(cluster, daemonSet) !== 'unknown'
  ) {
    return undefined;
  }
  const { namespace, name } = daemonSet.metadata;
  return {
    code: 'KeepalivedUnknown',
    severity: 'warning',
    blocking: false,
    sentence: `DaemonSet ${name} was made neither by this portal nor by a DPF release that it knows. It is left as it is: it is not repaired and does not follow changes of spec.clusterEndpoint.`,
    remedy: `If a newer DPF made it, upgrade the portal. To replace it, run: \`kubectl -n ${namespace} delete daemonset ${name}\`. This portal creates its own; until its pods run, the API server does not answer at the VIP. Joined DPUs keep running.`,
    who: 'platform',
    evidence: { child: `DaemonSet/${name}` },
  };
};
