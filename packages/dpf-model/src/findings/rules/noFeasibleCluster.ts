import { Dpu, DpuCluster, groupOf } from '../../cluster/DpuCluster';
import { Allocation, candidatesFor } from '../../dpuSelection/allocation';
import { selectsAll } from '../../dpuSelection/LabelSelector';
import { keyOf } from '../clusterState';
import { conditionOf, dpuSetOf, namesOf } from '../dpuStates';
import {
  labelKeyProblem,
  labelValueProblem,
} from '../../request/fields/labels';
import { shellQuoted } from '../../text/shellQuoted';
import { Finding, FindingWho } from '../Finding';
import { count, someOf } from '../phrases';

/** DPUs without a cluster, and the clusters that could take them. @public */
export interface Assignment extends Allocation {
  unassigned: readonly Dpu[];
}

type Obstacle = 'noMatch' | 'notReady' | 'full';

/** DPUs of one DPUSet that get no cluster for one reason. */
export interface Stranded {
  dpus: Dpu[];
  obstacle: Obstacle;
  /** The clusters that they could be assigned to but for the obstacle. */
  candidates: DpuCluster[];
}

/** DPF has looked for a cluster and found none. */
function isTurnedDown(dpu: Dpu): boolean {
  const initialized = conditionOf(dpu.status?.conditions, 'Initialized');
  return (
    !dpu.metadata.deletionTimestamp &&
    initialized !== undefined &&
    initialized.status !== 'True'
  );
}

/** Why the DPU gets no cluster; `undefined` where one could take it, because DPF will try again. */
function strand(dpu: Dpu, assignment: Assignment): Stranded | undefined {
  const { assignedTo } = assignment;
  const candidates = candidatesFor(
    dpu.spec?.cluster?.selector,
    groupOf(dpu),
    assignment,
  );
  if (!candidates.length) {
    return { dpus: [dpu], obstacle: 'noMatch', candidates };
  }
  const ready = candidates.filter(({ status }) => status?.phase === 'Ready');
  if (!ready.length) {
    return { dpus: [dpu], obstacle: 'notReady', candidates };
  }
  const isFull = ({ spec }: DpuCluster, number: number) =>
    spec.maxNodes !== undefined && number >= spec.maxNodes;
  return ready.every(cluster => isFull(cluster, assignedTo(cluster)))
    ? { dpus: [dpu], obstacle: 'full', candidates: ready }
    : undefined;
}

/** The DPUs of one DPUSet have one selector, so they have one obstacle. */
export function strandedGroups(assignment: Assignment): Stranded[] {
  const groups = new Map<string, Stranded | undefined>();
  for (const dpu of assignment.unassigned.filter(isTurnedDown)) {
    const key = JSON.stringify([dpuSetOf(dpu), dpu.spec?.cluster?.selector]);
    const known = groups.get(key);
    if (known) {
      known.dpus.push(dpu);
    } else if (!groups.has(key)) {
      groups.set(key, strand(dpu, assignment));
    }
  }
  return [...groups.values()]
    .filter(group => group !== undefined)
    .sort((one, other) => other.dpus.length - one.dpus.length);
}

function describeSelector(dpu: Dpu): string {
  const { matchLabels = {}, matchExpressions = [] } =
    dpu.spec?.cluster?.selector ?? {};
  return someOf([
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      [key, operator, values.join(',')].filter(Boolean).join(' '),
    ),
  ]);
}

/** Why the DPUs get no cluster, as a part of a sentence about them. */
function whyStranded({ dpus, obstacle, candidates }: Stranded): string {
  const [first] = dpus;
  const select = dpus.length === 1 ? 'it selects' : 'they select';
  switch (obstacle) {
    case 'noMatch':
      return selectsAll(first.spec?.cluster?.selector)
        ? 'there is no DPU cluster'
        : `no DPU cluster has the labels that ${select} (${describeSelector(
            first,
          )})`;
    case 'notReady':
      return `no DPU cluster that ${select} is Ready: ${someOf(
        candidates.map(
          cluster =>
            `${keyOf(cluster)} is ${cluster.status?.phase || 'Pending'}`,
        ),
      )}`;
    default:
      return `each DPU cluster that ${select} is full: ${someOf(
        candidates.map(
          cluster => `${keyOf(cluster)} takes ${cluster.spec.maxNodes}`,
        ),
      )}`;
  }
}

/** What a DPU without a DPU cluster waits for, in one sentence; `stranded`: why DPF can assign it to none. */
export function describeWaitForCluster(
  dpu: Dpu,
  stranded: Stranded | undefined,
): string {
  if (dpu.metadata.deletionTimestamp) {
    return 'It is being deleted.';
  }
  if (!isTurnedDown(dpu)) {
    return 'DPF has not looked for a DPU cluster yet.';
  }
  return stranded
    ? `It gets no DPU cluster: ${whyStranded({ ...stranded, dpus: [dpu] })}.`
    : 'DPF assigns it at its next attempt: a DPU cluster can take it.';
}

function describeGroup(group: Stranded): string {
  const { dpus } = group;
  const set = dpuSetOf(dpus[0]);
  const from = set ? ` of DPUSet ${set.namespace}/${set.name}` : '';
  return `${count(dpus.length, 'DPU')}${from} (${someOf(
    namesOf(dpus).sort(),
  )}) ${dpus.length === 1 ? 'gets' : 'get'} no DPU cluster: ${whyStranded(
    group,
  )}.`;
}

/** The command that sets the labels that the DPU selects; empty where a list of labels does not say what it selects. */
function labelCommand(dpu: Dpu): string {
  const { matchLabels = {}, matchExpressions = [] } =
    dpu.spec?.cluster?.selector ?? {};
  const labels = Object.entries(matchLabels);
  const isValid = labels.every(
    ([key, value]) => !labelKeyProblem(key) && !labelValueProblem(value),
  );
  return labels.length && isValid && !matchExpressions.length
    ? `: \`kubectl -n NAMESPACE label dpuclusters.${groupOf(dpu)} NAME ${labels
        .map(([key, value]) => shellQuoted(`${key}=${value}`))
        .join(' ')}\``
    : '';
}

export function remedyForStranded({
  dpus,
  obstacle,
  candidates,
}: Stranded): string {
  const [first] = dpus;
  const set = dpuSetOf(first);
  const [candidate] = candidates;
  if (obstacle === 'notReady') {
    return `Wait until ${keyOf(
      candidate,
    )} is Ready; its problems say what keeps it from that.`;
  }
  if (obstacle === 'full') {
    const { namespace, name } = candidate.metadata;
    const more = (candidate.spec.maxNodes ?? 0) + dpus.length;
    return `Raise the limit of ${keyOf(
      candidate,
    )}: \`kubectl -n ${namespace} patch dpucluster ${name} --type merge -p '{"spec":{"maxNodes":${more}}}'\`. Or request another cluster that the DPUs select.`;
  }
  if (selectsAll(first.spec?.cluster?.selector)) {
    return 'Request a DPU cluster.';
  }
  const edit = set
    ? `Or change the selector of DPUSet ${set.name}: \`kubectl -n ${set.namespace} edit dpuset ${set.name}\``
    : 'Or change the selector';
  return `Set these labels on a DPU cluster${labelCommand(
    first,
  )}. ${edit}. A change of labels can delete DPUs of other DPUSets: the portal shows which.`;
}

/** Nobody where waiting helps: the clusters' own problems say who makes them Ready. */
export function whoEndsStranding({ obstacle }: Stranded): FindingWho {
  return obstacle === 'notReady' ? 'nobody' : 'platform';
}

const MOST_GROUPS = 3;

/**
 * DPUs that DPF can assign to no DPU cluster, by DPUSet, and why: none has the labels that they select, or none of those
 * is Ready, or each is full. No finding of a cluster can say it, because they have no cluster.
 */
export function noFeasibleCluster(assignment: Assignment): Finding | undefined {
  const groups = strandedGroups(assignment);
  const [first] = groups;
  if (!first) {
    return undefined;
  }
  const dpus = groups.flatMap(group => group.dpus);
  const sets = dpus.flatMap(dpu => dpuSetOf(dpu)?.name ?? []);
  const rest = groups.length - MOST_GROUPS;
  const initialized = conditionOf(
    first.dpus[0].status?.conditions,
    'Initialized',
  );
  return {
    code: 'NoFeasibleCluster',
    severity: 'warning',
    blocking: groups.some(({ obstacle }) => obstacle !== 'notReady'),
    sentence: [
      ...groups.slice(0, MOST_GROUPS).map(describeGroup),
      ...(rest > 0
        ? [`So do the DPUs of ${count(rest, 'other DPUSet')}.`]
        : []),
    ].join(' '),
    remedy: remedyForStranded(first),
    who: whoEndsStranding(first),
    since: initialized?.lastTransitionTime,
    evidence: {
      count: dpus.length,
      dpus: namesOf(dpus).sort(),
      dpuSets: [...new Set(sets)],
    },
  };
}
