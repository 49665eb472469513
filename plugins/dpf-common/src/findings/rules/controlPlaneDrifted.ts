import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { count } from '../phrases';
import { FindingRule } from './FindingRule';

/** What DPF's manager and this portal both ask Kamaji for. */
const REPLICAS = 3;

/** The control plane was scaled by hand. DPF's own manager never mends it. */
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
      ? `The control plane was scaled to ${count(
          replicas,
          'replica',
        )}; it was made with ${REPLICAS}.`
      : 'The control plane was scaled to nothing, so it sleeps.',
    remedy: `Set the replicas of TenantControlPlane ${name} to ${REPLICAS}.`,
    who: 'platform',
    evidence: { child: `TenantControlPlane/${name}`, replicas },
  };
};
