import { DpuCluster } from '../../cluster';
import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { Finding } from '../Finding';
import { count } from '../phrases';
import { TenantControlPlane } from '../World';
import { FindingRule } from './FindingRule';

/** The replicas that DPF's manager and this portal request. */
const REPLICAS = 3;

function replicasOf(controlPlane: TenantControlPlane | undefined) {
  return controlPlane?.spec?.controlPlane?.deployment?.replicas;
}

function finding(
  cluster: DpuCluster,
  replicas: number,
  said: Pick<Finding, 'code' | 'severity' | 'sentence'>,
): Finding {
  const { name } = cluster.metadata;
  return {
    ...said,
    blocking: false,
    remedy: `Set the replicas of TenantControlPlane ${name} to ${REPLICAS}.`,
    who: 'platform',
    evidence: { child: `TenantControlPlane/${name}`, replicas },
  };
}

/**
 * The control plane has no replicas, or Kamaji has not started them again.
 *
 * @public
 */
export function sleepingControlPlane(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane | undefined,
): Finding | undefined {
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  return status === 'Sleeping' || replicasOf(controlPlane) === 0
    ? finding(cluster, replicasOf(controlPlane) ?? 0, {
        code: 'Sleeping',
        severity: 'error',
        sentence: 'The control plane has 0 replicas: its API server is off.',
      })
    : undefined;
}

/** The control plane was scaled by hand. DPF's own manager does not repair it. */
export const controlPlaneDrifted: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  if (!isKamaji(cluster) || !controlPlane) {
    return undefined;
  }
  const replicas = replicasOf(controlPlane) ?? REPLICAS;
  const sleeping = sleepingControlPlane(cluster, controlPlane);
  if (sleeping || replicas >= REPLICAS) {
    return sleeping;
  }
  return finding(cluster, replicas, {
    code: 'ChildDrifted',
    severity: 'warning',
    sentence: `The control plane has ${count(
      replicas,
      'replica',
    )}; it was created with ${REPLICAS}.`,
  });
};
