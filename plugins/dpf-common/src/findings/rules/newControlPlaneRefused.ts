import { planControlPlane } from '../../controlPlane/planControlPlane';
import { NewControlPlaneProblem } from '../../controlPlane/NewControlPlane';
import { DPU_CLUSTER_GROUPS, DpuCluster, groupOf } from '../../cluster';
import { Condition } from '../../kubernetes';
import {
  controlPlaneOf,
  isKamaji,
  isStarting,
  runnerOf,
} from '../clusterState';
import { World } from '../World';
import { FindingRule } from './FindingRule';

const REASONS: ReadonlyArray<NewControlPlaneProblem['reason']> = [
  'EncryptionUnavailable',
  'PodRangeInvalid',
  'PodRangeTooSmall',
];

/** What the controllers themselves found: their identity may read less, or more, than the portal's. */
function saidBy(
  cluster: DpuCluster,
): (Condition & Pick<NewControlPlaneProblem, 'reason'>) | undefined {
  for (const condition of cluster.status?.conditions ?? []) {
    const reason = REASONS.find(known => known === condition.reason);
    if (condition.type === 'Created' && reason) {
      return { ...condition, reason };
    }
  }
  return undefined;
}

/** No other maker has controllers for the guide's group. */
function isMadeHere(cluster: DpuCluster, world: World): boolean {
  return (
    groupOf(cluster) === DPU_CLUSTER_GROUPS.guide ||
    runnerOf('kamaji', world) === 'portal'
  );
}

/** No control plane is made, because what it would lack cannot be given to it later. */
export const newControlPlaneRefused: FindingRule = (cluster, world) => {
  if (!isKamaji(cluster) || controlPlaneOf(cluster, world)) {
    return undefined;
  }
  const said = saidBy(cluster);
  // One that has run and lost its control plane is not told before its manager has looked.
  if (!said && !(isStarting(cluster) && isMadeHere(cluster, world))) {
    return undefined;
  }
  const { problem } = planControlPlane(
    {
      podCidr: world.controlPlaneSettings.podCidr,
      operatorConfig: world.operatorConfig(),
    },
    cluster.spec.maxNodes,
  );
  const reason = said?.reason ?? problem?.reason;
  if (!reason) {
    return undefined;
  }
  return {
    code: reason,
    severity: 'error',
    blocking: true,
    sentence: said?.message ?? problem?.message ?? '',
    remedy:
      problem?.reason === reason
        ? problem.remedy
        : 'See the configuration and the rights of whoever runs the kamaji role; dpf-controllers doctor names them.',
    who: reason === 'PodRangeTooSmall' ? 'owner' : 'platform',
    ...(said ? { since: said.lastTransitionTime } : {}),
  };
};
