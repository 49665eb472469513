import {
  Allocation,
  DpuSelector,
  LabelSelector,
  dpuSetOf,
  groupOf,
  nextDpus,
} from '@dpf-portal/dpf-model';
import { NextOfSet } from './Explanation';
import { OpenedDump } from './openDump';

interface Group {
  dpuSet?: string;
  group: string;
  selector?: LabelSelector;
  waiting: number;
}

function keyOfSet({ namespace, name }: DpuSelector): string {
  return `${namespace}/${name}`;
}

/** The DPUSets, and what waits without one that is known. */
function groupsOf({ selectors, assignment }: OpenedDump): Group[] {
  const groups = new Map<string, Group>();
  for (const [group, { dpuSets = [] }] of selectors) {
    for (const set of dpuSets) {
      groups.set(`${group} ${keyOfSet(set)}`, {
        dpuSet: keyOfSet(set),
        group,
        selector: set.clusterSelectors[0],
        waiting: 0,
      });
    }
  }
  for (const dpu of assignment.unassigned) {
    if (!dpu.metadata.deletionTimestamp) {
      const group = groupOf(dpu);
      const set = dpuSetOf(dpu);
      const dpuSet = set && `${set.namespace}/${set.name}`;
      const selector = dpu.spec?.cluster?.selector;
      const ofSet = `${group} ${dpuSet ?? ''}`;
      const key = groups.has(ofSet)
        ? ofSet
        : `${ofSet} ${JSON.stringify(selector ?? {})}`;
      const known = groups.get(key) ?? { dpuSet, group, selector, waiting: 0 };
      groups.set(key, { ...known, waiting: known.waiting + 1 });
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group);
}

/**
 * Where DPF assigns the next DPUs of each DPUSet, each for itself: which DPUSet's DPUs come first is not decided. At least
 * as many as wait now.
 */
export function whereDpusGo(
  opened: OpenedDump,
  next = 1,
  allocation: Allocation = opened.assignment,
): NextOfSet[] {
  return groupsOf(opened).map(({ dpuSet, group, selector, waiting }) => {
    const number = Math.max(next, waiting);
    return {
      ...(dpuSet ? { dpuSet } : {}),
      group,
      waiting,
      next: number,
      ...nextDpus(number, selector, group, allocation),
    };
  });
}
