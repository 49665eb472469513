import type { Condition } from '@dpf-portal/kube-controller';
import { NewControlPlaneProblem } from '../../managementCluster/ControlPlaneSettings';
import { planControlPlane } from '../../controlPlane/planControlPlane';
import { DpuClusterApi } from '../../capabilities/DpfCapabilities';
import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  groupOf,
} from '../../cluster/DpuCluster';
import {
  ownControlPlaneOf,
  isKamaji,
  isStarting,
  runnerOf,
} from '../clusterState';
import { World } from '../World';
import { FindingRule } from '../Finding';

const REASONS: ReadonlyArray<NewControlPlaneProblem['reason']> = [
  'EncryptionUnavailable',
  'PodRangeInvalid',
  'PodRangeTooSmall',
];

/** The controllers' own condition. It counts first, since their identity may read less or more than the portal's. */
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

function apiOf(cluster: DpuCluster, world: World): DpuClusterApi | undefined {
  const group = groupOf(cluster);
  return world.capabilities.apis.find(api => api.group === group);
}

/** The guide's group has no controllers but this project's. */
function isMadeHere(cluster: DpuCluster, world: World): boolean {
  return (
    groupOf(cluster) === DPU_CLUSTER_GROUPS.guide ||
    runnerOf('kamaji', world) === 'portal'
  );
}

/** No control plane is created, because a setting that it needs cannot be added later. */
export const newControlPlaneRefused: FindingRule = (cluster, world) => {
  if (!isKamaji(cluster) || ownControlPlaneOf(cluster, world)) {
    return undefined;
  }
  const said = saidBy(cluster);
  // A cluster that ran and lost its control plane gets this finding only from its manager's condition.
  if (!said && !(isStarting(cluster) && isMadeHere(cluster, world))) {
    return undefined;
  }
  const { problem } = planControlPlane(
    {
      podCidr: world.controlPlaneSettings.podCidr,
      operatorConfig: world.operatorConfig(),
    },
    cluster.spec.maxNodes ?? apiOf(cluster, world)?.maxNodesDefault,
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
        : 'Check the configuration and the rights of the controllers that run the kamaji role: run dpf-controllers doctor.',
    who: reason === 'PodRangeTooSmall' ? 'owner' : 'platform',
    ...(said ? { since: said.lastTransitionTime } : {}),
  };
};
