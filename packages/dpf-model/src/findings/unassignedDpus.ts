import { Dpu } from '../cluster/DpuCluster';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { dpuSetOf, hostOf, lastProgress } from './dpuStates';
import { Assignment, waitsForCluster } from './rules/noFeasibleCluster';

/** A DPU that is assigned to no DPU cluster. @public */
export interface UnassignedDpu {
  namespace: string;
  name: string;
  /** Of the host; the DPU's own name where it names none. */
  host: string;
  /** The DPUSet that made it. */
  dpuSet?: { namespace: string; name: string };
  phase?: string;
  /** What it waits for; one sentence. */
  waitsFor: string;
  /** Since when nothing has changed; RFC 3339. */
  since?: string;
}

function toUnassigned(dpu: Dpu, assignment: Assignment): UnassignedDpu {
  const { namespace = '', name } = dpu.metadata;
  const phase = dpu.status?.phase;
  const dpuSet = dpuSetOf(dpu);
  const since = lastProgress(dpu);
  return {
    namespace,
    name,
    host: hostOf(dpu),
    ...(dpuSet && { dpuSet }),
    ...(phase && { phase: boundedText(phase, LONGEST_NAME) }),
    waitsFor: boundedText(waitsForCluster(dpu, assignment)),
    ...(since && { since }),
  };
}

/** The DPUs without a DPU cluster that have waited longest, and what each waits for. @public */
export function unassignedDpus(
  assignment: Assignment,
  most: number,
): UnassignedDpu[] {
  const at = (dpu: Dpu) => lastProgress(dpu) ?? '';
  return [...assignment.unassigned]
    .sort(
      (one, other) =>
        at(one).localeCompare(at(other)) ||
        one.metadata.name.localeCompare(other.metadata.name),
    )
    .slice(0, most)
    .map(dpu => toUnassigned(dpu, assignment));
}
