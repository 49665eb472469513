import { Dpu } from '../../cluster/DpuCluster';
import { PHASE_ERROR } from '../../cluster/countDpus';
import {
  dpusWhere,
  failureOf,
  kubectlDpu,
  namesOf,
  reportOf,
} from '../dpuStates';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';

export function remedyForFailed(dpu: Dpu): string {
  return `Run: ${kubectlDpu(
    'describe',
    dpu,
  )}. Remove the cause, then delete the DPU: ${kubectlDpu(
    'delete',
    dpu,
  )}. Its DPUSet makes a new one and DPF provisions it again, which may reboot the host.`;
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
    remedy: remedyForFailed(first),
    who: 'platform',
    since: failure?.lastTransitionTime,
    evidence: {
      count: failed.length,
      dpus: names,
      ...(failure?.reason ? { reason: failure.reason } : {}),
    },
  };
};
