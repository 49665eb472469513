import { DpuCluster, World, noMatchingNodes } from '@dpf-portal/dpf-model';
import { Observed } from '../Observed';
import { problemOf } from '../Problem';
import { ConditionDraft } from './ConditionDraft';

const TYPE = 'KeepalivedReady';

/**
 * `KeepalivedReady`: a host holds the VIP, by a pod's word or because the API answers there. `undefined` where keepalived
 * is not used, or nothing was looked at.
 */
export function keepalivedReadyCondition(
  cluster: DpuCluster,
  observed: Observed,
  world: World,
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
  if (daemonSet.status?.numberReady || health?.health === 'healthy') {
    return {
      type: TYPE,
      status: 'True',
      reason: 'Deployed',
      message: 'keepalived runs on the control-plane nodes.',
    };
  }
  const nowhere = noMatchingNodes(cluster, world);
  if (nowhere) {
    return { type: TYPE, status: 'False', ...problemOf(nowhere) };
  }
  return {
    type: TYPE,
    status: 'False',
    reason: 'PodsNotReady',
    message: 'No keepalived pod is ready.',
    settling: true,
  };
}
