import { DpuCluster } from '../../cluster/DpuCluster';
import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { REPLICAS, count, scaleUp } from '../phrases';
import { findingOf } from '../recordedProblems';
import { TenantControlPlane } from '../../cluster/kubernetesObjects';
import { World } from '../World';

function replicasOf(controlPlane: TenantControlPlane | undefined) {
  return controlPlane?.spec?.controlPlane?.deployment?.replicas;
}

/**
 * The control plane has no replicas, or Kamaji has not started them again.
 *
 * @public
 */
export function sleepingControlPlane(
  cluster: DpuCluster,
  world: World,
  controlPlane: TenantControlPlane | undefined,
): Finding | undefined {
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  return status === 'Sleeping' || replicasOf(controlPlane) === 0
    ? findingOf(
        'Sleeping',
        'The control plane has 0 replicas: its API server is off.',
        cluster,
        world,
      )
    : undefined;
}

/** The control plane has no replicas. */
export const sleeping: FindingRule = (cluster, world) =>
  isKamaji(cluster)
    ? sleepingControlPlane(cluster, world, ownControlPlaneOf(cluster, world))
    : undefined;

/** The control plane was scaled by hand. DPF's own manager does not repair it. */
export const controlPlaneDrifted: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  if (!isKamaji(cluster) || !controlPlane) {
    return undefined;
  }
  const replicas = replicasOf(controlPlane) ?? REPLICAS;
  const asleep = sleeping(cluster, world);
  if (asleep || replicas >= REPLICAS) {
    return asleep;
  }
  return {
    code: 'ChildDrifted',
    severity: 'warning',
    blocking: false,
    sentence: `The control plane has ${count(
      replicas,
      'replica',
    )}; it was created with ${REPLICAS}.`,
    remedy: scaleUp(cluster),
    who: 'platform',
    evidence: {
      child: `TenantControlPlane/${cluster.metadata.name}`,
      replicas,
    },
  };
};
