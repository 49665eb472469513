import { DpuCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { Observed } from '../Observed';
import { ConditionDraft } from './ConditionDraft';

const TYPE = 'KeepalivedReady';

/**
 * `KeepalivedReady`: a host holds the VIP, by a pod's word or because the API answers there. `undefined` where keepalived
 * is not used, or nothing was looked at.
 */
export function keepalivedReadyCondition(
  cluster: DpuCluster,
  observed: Observed,
): ConditionDraft | undefined {
  if (!cluster.spec.clusterEndpoint?.keepalived) {
    return undefined;
  }
  if (observed.keepalivedProblem) {
    return { type: TYPE, status: 'False', ...observed.keepalivedProblem };
  }
  const { daemonSet, health } = observed;
  if (!daemonSet) {
    return undefined;
  }
  const {
    numberReady = 0,
    desiredNumberScheduled = 0,
    observedGeneration,
  } = daemonSet.status ?? {};
  if (numberReady > 0 || health?.health === 'healthy') {
    return {
      type: TYPE,
      status: 'True',
      reason: 'Deployed',
      message: 'keepalived runs on the control-plane nodes.',
    };
  }
  if (observedGeneration !== undefined && desiredNumberScheduled === 0) {
    return {
      type: TYPE,
      status: 'False',
      reason: 'NoMatchingNodes',
      message: 'No control-plane node matches the node selector.',
    };
  }
  return {
    type: TYPE,
    status: 'False',
    reason: 'PodsNotReady',
    message: 'No keepalived pod is ready.',
    settling: true,
  };
}
