import type { Condition } from '@dpf-portal/kube-controller';
import { Dpu } from '../../cluster/DpuCluster';
import { PHASE_ERROR, assignedDpus } from '../../cluster/countDpus';
import { boundedText } from '../../text/boundedText';
import { sentence } from '../../text/sentence';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';

const LONGEST_REASON = 300;

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
  const failed = assignedDpus(world.dpusOf(cluster) ?? [])
    .filter(dpu => dpu.status?.phase === PHASE_ERROR)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const [first] = failed;
  if (!first) {
    return undefined;
  }
  const names = failed.map(({ metadata }) => metadata.name);
  const { name, namespace } = first.metadata;
  const failure = failureOf(first);
  const said = failure && (failure.message || failure.reason);
  const reason = said
    ? ` ${name} reports: ${sentence(boundedText(said, LONGEST_REASON))}`
    : '';
  return {
    code: 'DpusFailed',
    severity: 'warning',
    blocking: false,
    sentence: `${count(failed.length, 'DPU')} of this cluster ${
      failed.length === 1 ? 'is' : 'are'
    } in phase Error: ${someOf(names)}.${reason}`,
    remedy: `Run: \`kubectl describe dpu -n ${namespace} ${name}\`. Remove the cause, then delete the DPU: its DPUSet makes a new one and DPF provisions it again, which may reboot the host.`,
    who: 'platform',
    since: failure?.lastTransitionTime,
    evidence: {
      count: failed.length,
      dpus: names,
      ...(failure?.reason ? { reason: failure.reason } : {}),
    },
  };
};
