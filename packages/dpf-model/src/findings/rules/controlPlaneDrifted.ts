import { DpuCluster } from '../../cluster/DpuCluster';
import {
  controlPlaneVersions,
  isSameVersion,
  upgradeProblem,
} from '../../upgrade/versions';
import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { CONTROL_PLANE_REPLICAS, count, scaleUp } from '../phrases';
import { findingOf } from '../recordedProblems';
import { TenantControlPlane } from '../../cluster/kubernetesObjects';
import { World } from '../World';

function replicasOf(controlPlane: TenantControlPlane | undefined) {
  return controlPlane?.spec?.controlPlane?.deployment?.replicas;
}

/** The version that was asked for and is installed only when the control plane runs again. */
function versionAfterSleep(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane | undefined,
): string | undefined {
  const { requested, installed } = controlPlaneVersions(controlPlane);
  const wanted = cluster.spec.version ?? requested;
  return installed &&
    wanted &&
    !isSameVersion(wanted, installed) &&
    !upgradeProblem(installed, wanted)
    ? wanted
    : undefined;
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
  if (status !== 'Sleeping' && replicasOf(controlPlane) !== 0) {
    return undefined;
  }
  const next = versionAfterSleep(cluster, controlPlane);
  const follows = next
    ? ` The requested version ${next} follows once it runs again.`
    : '';
  return findingOf(
    'Sleeping',
    `The control plane has 0 replicas: its API server is off.${follows}`,
    cluster,
    world,
  );
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
  const replicas = replicasOf(controlPlane) ?? CONTROL_PLANE_REPLICAS;
  const asleep = sleeping(cluster, world);
  if (asleep || replicas >= CONTROL_PLANE_REPLICAS) {
    return asleep;
  }
  return {
    code: 'ChildDrifted',
    severity: 'warning',
    blocking: false,
    sentence: `The control plane has ${count(
      replicas,
      'replica',
    )}; it was created with ${CONTROL_PLANE_REPLICAS}.`,
    remedy: scaleUp(cluster),
    who: 'platform',
    evidence: {
      child: `TenantControlPlane/${cluster.metadata.name}`,
      replicas,
    },
  };
};
