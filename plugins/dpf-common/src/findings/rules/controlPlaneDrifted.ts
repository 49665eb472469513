import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { count } from '../phrases';
import { FindingRule } from './FindingRule';

/** The replicas that DPF's manager and this portal request. */
const REPLICAS = 3;

/** The control plane was scaled by hand. DPF's own manager does not repair it. */
export const controlPlaneDrifted: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const replicas = controlPlane?.spec?.controlPlane?.deployment?.replicas;
  if (!isKamaji(cluster) || replicas === undefined || replicas >= REPLICAS) {
    return undefined;
  }
  const { name } = cluster.metadata;
  return {
    code: 'ChildDrifted',
    severity: replicas ? 'warning' : 'error',
    blocking: false,
    sentence: replicas
      ? `The control plane has ${count(
          replicas,
          'replica',
        )}; it was created with ${REPLICAS}.`
      : 'The control plane has 0 replicas: its API server is off.',
    remedy: `Set the replicas of TenantControlPlane ${name} to ${REPLICAS}.`,
    who: 'platform',
    evidence: { child: `TenantControlPlane/${name}`, replicas },
  };
};
