import { DpuCluster } from '../../cluster/DpuCluster';
import { nudge, whoRepairs } from '../actors';
import {
  ageOf,
  isKamaji,
  isStarting,
  ownControlPlaneOf,
  runnerOf,
} from '../clusterState';
import { keepalivedName } from '../ownership';
import { Finding, FindingRule } from '../Finding';
import { kubectlObject } from '../phrases';
import { World } from '../World';

/** A manager creates keepalived right after the control plane. */
const PATIENCE_MS = 15_000;

function remedyFor(
  kind: 'DaemonSet' | 'ConfigMap',
  cluster: DpuCluster,
  world: World,
): string {
  const again = nudge('kamaji', cluster, world);
  // DPF's manager recreates the ConfigMap only together with the DaemonSet.
  return kind === 'ConfigMap' && runnerOf('kamaji', world) !== 'portal'
    ? `Delete the DaemonSet: ${kubectlObject('delete', 'DaemonSet', {
        namespace: cluster.metadata.namespace,
        name: keepalivedName(cluster.metadata.name),
      })}. ${again}`
    : again;
}

function finding(
  kind: 'DaemonSet' | 'ConfigMap',
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  const name = keepalivedName(cluster.metadata.name);
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (
    world.childExists(kind, cluster.metadata.namespace ?? '', name) !== false
  ) {
    return undefined;
  }
  return {
    code: 'KeepalivedMissing',
    severity: kind === 'DaemonSet' ? 'error' : 'warning',
    blocking: false,
    sentence:
      kind === 'DaemonSet'
        ? `DaemonSet ${name} of keepalived does not exist, so no node has VIP ${vip}.`
        : `ConfigMap ${name} of keepalived does not exist, so its pods cannot restart.`,
    remedy: remedyFor(kind, cluster, world),
    who: whoRepairs('kamaji', cluster, world),
    evidence: { child: `${kind}/${name}` },
  };
}

/** A part of keepalived was deleted. DPF's own manager does not notice. */
export const keepalivedMissing: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  if (
    !isKamaji(cluster) ||
    !cluster.spec.clusterEndpoint?.keepalived ||
    !controlPlane ||
    (isStarting(cluster) && ageOf(controlPlane, world) < PATIENCE_MS)
  ) {
    return undefined;
  }
  return (
    finding('DaemonSet', cluster, world) ?? finding('ConfigMap', cluster, world)
  );
};
