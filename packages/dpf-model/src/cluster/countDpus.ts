import { Dpu } from './DpuCluster';

/**
 * The number of a cluster's DPUs, by state. An unknown number is absent: it is shown as "—", never as 0.
 *
 * @public
 */
export interface DpuCounts {
  /** Their `spec.cluster` names the cluster, and they are not being deleted. DPF counts the same in `status.nodesCount`. */
  assigned?: number;
  /** Assigned ones whose Node, which has the DPU's name, is Ready in the DPU cluster. */
  joined?: number;
  /** Assigned ones whose `OperationalReady` is True; unknown where the API has no such condition (DPF v24.10). */
  operational?: number;
  /** Their `spec.cluster` names the cluster, and they are being deleted: they hold its deletion. */
  deleting?: number;
  /** The assigned ones by `status.phase`. */
  phases?: Record<string, number>;
  /** The names of the assigned ones in phase Error, the first few. */
  failed?: string[];
}

/** The input for counting DPUs. @public */
export interface KnownDpus {
  /** The DPUs whose `spec.cluster` names the cluster; absent where the kind is not served or may not be read. */
  dpus?: readonly Dpu[];
  /** `status.nodesCount` of the cluster. */
  nodesCount?: number;
  /** Names of the Nodes that are Ready in the DPU cluster; absent while they are unknown. */
  readyNodes?: ReadonlySet<string>;
  /** The API has `status.operationalConditions` of a DPU. */
  hasOperationalConditions: boolean;
}

/** `status.phase` of a DPU that is provisioned. */
export const PHASE_READY = 'Ready';
/** `status.phase` of a DPU that DPF gave up on. */
export const PHASE_ERROR = 'Error';
/** `status.phase` of a DPU that DPF has just seen. */
export const INITIAL_PHASE = 'Initializing';
/** The API has 19 phases; what a foreign definition adds is not listed without end. */
const MOST_PHASES = 30;

export function isOperational(dpu: Dpu): boolean {
  return (dpu.status?.operationalConditions ?? []).some(
    ({ type, status }) => type === 'OperationalReady' && status === 'True',
  );
}

/**
 * The assigned DPUs of those that name the cluster. Like DPF's allocator, it leaves out DPUs that are being deleted.
 *
 * @public
 */
export function assignedDpus(dpus: readonly Dpu[]): Dpu[] {
  return dpus.filter(dpu => !dpu.metadata.deletionTimestamp);
}

/** How many DPUs in phase Error are named. */
const MOST_FAILED = 5;

function failedNames(dpus: readonly Dpu[]): string[] {
  return dpus
    .filter(({ status }) => status?.phase === PHASE_ERROR)
    .map(({ metadata }) => metadata.name)
    .sort()
    .slice(0, MOST_FAILED);
}

function countPhases(dpus: readonly Dpu[]): Record<string, number> {
  const phases = new Map<string, number>();
  for (const dpu of dpus) {
    const phase = dpu.status?.phase || INITIAL_PHASE;
    if (phases.has(phase) || phases.size < MOST_PHASES) {
      phases.set(phase, (phases.get(phase) ?? 0) + 1);
    }
  }
  return Object.fromEntries(phases);
}

/**
 * The one definition of assigned, joined and operational DPUs. Pure.
 *
 * @public
 */
export function countDpus(known: KnownDpus): DpuCounts {
  const { dpus, nodesCount, readyNodes, hasOperationalConditions } = known;
  if (!dpus) {
    return nodesCount === undefined ? {} : { assigned: nodesCount };
  }
  const assigned = assignedDpus(dpus);
  const joined =
    assigned.length === 0
      ? 0
      : readyNodes &&
        assigned.filter(dpu => readyNodes.has(dpu.metadata.name)).length;
  const deleting = dpus.length - assigned.length;
  const failed = failedNames(assigned);
  return {
    assigned: assigned.length,
    ...(joined === undefined ? {} : { joined }),
    ...(hasOperationalConditions
      ? { operational: assigned.filter(isOperational).length }
      : {}),
    ...(deleting > 0 ? { deleting } : {}),
    ...(assigned.length > 0 ? { phases: countPhases(assigned) } : {}),
    ...(failed.length > 0 ? { failed } : {}),
  };
}

/**
 * `1 of 5 DPUs operational, 0 joined`. Of a cluster without DPUs, `0 of 10 DPUs assigned`. A dash stands for a number
 * that is not known; what the API never tells is left out.
 *
 * @public
 */
export function describeDpuCounts(
  counts: DpuCounts,
  maxNodes?: number,
): string {
  const { assigned, joined, operational } = counts;
  if (!assigned || (joined ?? operational) === undefined) {
    const ceiling = maxNodes === undefined ? '' : ` of ${maxNodes}`;
    return `${assigned ?? '—'}${ceiling} DPUs assigned`;
  }
  const all = `of ${assigned} ${assigned === 1 ? 'DPU' : 'DPUs'}`;
  return operational === undefined
    ? `${joined} ${all} joined`
    : `${operational} ${all} operational, ${joined ?? '—'} joined`;
}

/**
 * `3 being provisioned, 1 in Error (dpu-3), 1 being deleted`; empty where there is nothing to say beside the numbers.
 *
 * @public
 */
export function describeDpuProgress(counts: DpuCounts): string {
  const { assigned = 0, deleting = 0, phases, failed = [] } = counts;
  const errors = phases?.[PHASE_ERROR] ?? 0;
  const provisioned = phases?.[PHASE_READY] ?? 0;
  const provisioning = phases ? assigned - errors - provisioned : 0;
  const shown = failed.slice(0, 2);
  const rest = errors - shown.length;
  const names = shown.length
    ? ` (${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`
    : '';
  const parts: Array<[number, string]> = [
    [provisioning, 'being provisioned'],
    [errors, `in Error${names}`],
    [deleting, 'being deleted'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
}
