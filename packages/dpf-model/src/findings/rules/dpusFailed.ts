import type { Condition } from '@dpf-portal/kube-controller';
import { Dpu } from '../../cluster/DpuCluster';
import { PHASE_ERROR } from '../../cluster/countDpus';
import { dpusWhere, kubectlDpu, namesOf, reportOf } from '../dpuStates';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';

/** Of conditions that are not True the last one to change is the step that failed; `Error` itself is True then. */
function failureOf(dpu: Dpu): Condition | undefined {
  const [newest] = (dpu.status?.conditions ?? [])
    .filter(({ type, status }) => (type === 'Error') === (status === 'True'))
    .filter(({ message, reason }) => message || reason)
    .sort((a, b) => timeOf(b) - timeOf(a));
  return newest;
}

function timeOf({ lastTransitionTime }: Condition): number {
  return Date.parse(lastTransitionTime ?? '') || 0;
}

/** DPF gave up on DPUs of the cluster: it leaves a DPU in phase Error until somebody acts. */
export const dpusFailed: FindingRule = (cluster, world) => {
  const failed = dpusWhere(
    cluster,
    world,
    dpu => dpu.status?.phase === PHASE_ERROR,
  );
  const [first] = failed;
  if (!first) {
    return undefined;
  }
  const names = namesOf(failed);
  const failure = failureOf(first);
  return {
    code: 'DpusFailed',
    severity: 'warning',
    blocking: false,
    sentence: `${count(failed.length, 'DPU')} of this cluster ${
      failed.length === 1 ? 'is' : 'are'
    } in phase Error: ${someOf(names)}.${reportOf(
      first,
      failure && (failure.message || failure.reason),
    )}`,
    remedy: `Run: ${kubectlDpu(
      'describe',
      first,
    )}. Remove the cause, then delete the DPU: ${kubectlDpu(
      'delete',
      first,
    )}. Its DPUSet makes a new one and DPF provisions it again, which may reboot the host.`,
    who: 'platform',
    since: failure?.lastTransitionTime,
    evidence: {
      count: failed.length,
      dpus: names,
      ...(failure?.reason ? { reason: failure.reason } : {}),
    },
  };
};
