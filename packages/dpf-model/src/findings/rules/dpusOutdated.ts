import { Dpu } from '../../cluster/DpuCluster';
import { dpusWhere, kubectlDpu, namesOf } from '../dpuStates';
import { describeOutdated } from '../dpuOrigin';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';

/** Of DPUs that are outdated. */
export function remedyForOutdated(dpus: readonly Dpu[]): string {
  return `A DPUSet with RollingUpdate replaces ${
    dpus.length === 1 ? 'it' : 'them'
  }. With OnDelete, delete each DPU when its host may reboot: ${kubectlDpu(
    'delete',
    dpus[0],
  )}.`;
}

/** DPUs that run with an older template than their DPUSet has now. They work. */
export const dpusOutdated: FindingRule = (cluster, world) => {
  const outdated = dpusWhere(cluster, world, ({ status }) =>
    Boolean(status?.outdated?.reason),
  );
  const [first] = outdated;
  if (!first) {
    return undefined;
  }
  const one = outdated.length === 1;
  const names = namesOf(outdated);
  const reasons = [
    ...new Set(outdated.map(({ status }) => status?.outdated?.reason ?? '')),
  ];
  return {
    code: 'DpusOutdated',
    severity: 'info',
    blocking: false,
    sentence: `${count(outdated.length, 'DPU')} ${
      one ? 'is' : 'are'
    } outdated: ${someOf(names)}. DPUSet and ${
      one ? 'DPU' : 'DPUs'
    } differ in: ${someOf(reasons.map(describeOutdated))}.`,
    remedy: remedyForOutdated(outdated),
    who: 'platform',
    since: first.status?.outdated?.timeStamp,
    evidence: { count: outdated.length, dpus: names, reasons },
  };
};
