import { DpuCluster } from '@dpf-portal/dpf-model';
import { Observed } from '../Observed';
import { ConditionDraft, conditionOf } from './ConditionDraft';

const TYPE = 'Upgraded';

/**
 * `Upgraded` as DPF's own manager writes it: False while Kamaji upgrades the control plane, True in the first pass after
 * that in which Kamaji calls it Ready. A control plane that was never upgraded has none.
 */
export function upgradedCondition(
  cluster: DpuCluster,
  observed: Observed,
): ConditionDraft | undefined {
  const { controlPlane, upgrading } = observed;
  const live = conditionOf(cluster.status?.conditions, TYPE);
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  if (upgrading || (live?.status === 'False' && status !== 'Ready')) {
    return {
      type: TYPE,
      status: 'False',
      reason: 'Upgraded',
      message: 'upgrading control plane',
    };
  }
  return live?.status === 'False'
    ? {
        type: TYPE,
        status: 'True',
        reason: 'Upgraded',
        message: 'The control plane was upgraded.',
      }
    : undefined;
}
