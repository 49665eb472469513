import {
  Clock,
  Condition,
  boundedText,
  mergeConditions,
} from '@dpf-portal/kube-controller';
import { DpuClusterPhase, assignedDpus } from '@dpf-portal/dpf-model';
import {
  ConditionDraft,
  createdKamajiCondition,
  createdStaticCondition,
  keepalivedReadyCondition,
  upgradedCondition,
} from './conditions';
import { phaseAndReady } from './phaseAndReady';
import {
  Observed,
  ReconcileContext,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';

const HOLD_MS = 30_000;
/** Between two writes of a cluster that change nothing but how many DPUs are assigned: hundreds may be within a minute. */
const COUNT_EVERY_MS = 2_000;

/** How long a status that is worth writing may wait, so that it is written once instead of bit by bit. */
export class SettlingTimes {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();
  readonly #countedAt = new Map<string, number>();

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /**
   * Milliseconds for which good news of a new cluster may still be held back; 0 when the time is over. Counted from when
   * this process first saw the cluster being made.
   */
  remaining(uid: string): number {
    const now = this.#clock.monotonic();
    const since = this.#since.get(uid) ?? now;
    this.#since.set(uid, since);
    return Math.max(0, HOLD_MS - (now - since));
  }

  /** Milliseconds until a status may be written that changes only the number of DPUs. */
  untilCount(uid: string): number {
    const countedAt = this.#countedAt.get(uid) ?? -Infinity;
    return Math.max(0, COUNT_EVERY_MS - (this.#clock.monotonic() - countedAt));
  }

  /** A status was written that changes only the number of DPUs. */
  counted(uid: string): void {
    this.#countedAt.set(uid, this.#clock.monotonic());
  }

  forget(uid: string): void {
    this.#since.delete(uid);
    this.#countedAt.delete(uid);
  }
}

/** The status to write, and how it differs from the live one. */
export interface ComputedStatus {
  conditions: readonly Condition[];
  /** Only where the provisioning role is ours. */
  phase?: DpuClusterPhase;
  /** Only where the API has it and the provisioning role is ours. */
  version?: string;
  /** Only where the API has it, the provisioning role is ours, and the DPUs are known. */
  nodesCount?: number;
  changed: boolean;
  /** All that changed is how many DPUs are assigned. */
  onlyCounts: boolean;
  /** Types of the conditions that tell of a problem, and of an edit that was refused. */
  problems: readonly string[];
  /** All that changed is that something has come true, or is on its way. */
  settling: boolean;
}

/** The manager's own conditions of this pass, and the types it answers for. */
function managerConditions(context: ReconcileContext): {
  drafts: ConditionDraft[];
  owned: string[];
} {
  const { cluster, world, observed, clock } = context;
  const writer = managingWriter(context);
  if (!writer || cluster.status?.phase === 'Failed') {
    return { drafts: [], owned: [] };
  }
  const drafts: Array<ConditionDraft | undefined> = [];
  const owned: string[] = [];
  if (writer === 'vendor') {
    drafts.push(
      ...(observed.isHeldBack && observed.problem
        ? [{ type: 'Created', status: 'False' as const, ...observed.problem }]
        : observed.manager?.conditions ?? []),
    );
  } else if (writer === 'static') {
    drafts.push(
      isTakenIn(cluster) || observed.problem
        ? createdStaticCondition(cluster, observed, clock.now())
        : undefined,
    );
  } else {
    drafts.push(createdKamajiCondition(cluster, observed, world));
    drafts.push(keepalivedReadyCondition(cluster, observed, world));
    if (!context.api.specVersion) {
      drafts.push(upgradedCondition(cluster, observed));
    }
    if (!cluster.spec.clusterEndpoint?.keepalived) {
      // The endpoint was removed: the condition would stay behind for ever.
      owned.push('KeepalivedReady');
    }
  }
  return {
    drafts: drafts.filter((draft): draft is ConditionDraft => Boolean(draft)),
    owned,
  };
}

/** It is not True, and time alone will not make it so; or it tells of an edit that was refused. */
function isProblem(draft: ConditionDraft, observed: Observed): boolean {
  return draft.status === 'True'
    ? draft.type === 'Created' && observed.refusedEdit !== undefined
    : !draft.settling;
}

/** A cluster that is not begun keeps its phase, so that no other manager begins with it either. */
function heldAtPending({
  cluster,
  observed,
}: ReconcileContext): { phase?: undefined; ready: ConditionDraft } | undefined {
  const { isHeldBack, problem } = observed;
  const { phase = 'Pending' } = cluster.status ?? {};
  return isHeldBack && problem && phase === 'Pending'
    ? { ready: { type: 'Ready', status: 'False', ...problem } }
    : undefined;
}

/** How many DPUs are assigned, as DPF's allocator counts them. */
function nodesCountOf({
  cluster,
  api,
  world,
  roles,
}: ReconcileContext): number | undefined {
  const isOurs = api.nodesCount && roles.has('provisioning');
  const dpus =
    isOurs && world.servesDpus(cluster) ? world.dpusOf(cluster) : undefined;
  return dpus && assignedDpus(dpus).length;
}

/** Pure: what the status should be after this pass, for the roles that are ours. */
export function computeStatus(context: ReconcileContext): ComputedStatus {
  const { cluster, api, observed, roles, clock } = context;
  const live = cluster.status?.conditions;
  const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const observedGeneration = cluster.metadata.generation;
  const { drafts, owned } = managerConditions(context);

  let phase: DpuClusterPhase | undefined;
  if (roles.has('provisioning')) {
    const types = new Set([...drafts.map(({ type }) => type), ...owned]);
    const others = (live ?? []).filter(({ type }) => !types.has(type));
    const result =
      heldAtPending(context) ??
      phaseAndReady({
        livePhase: cluster.status?.phase,
        conditions: [...drafts, ...others],
        liveConditions: live,
        health: observed.health,
      });
    phase = result.phase;
    if (result.ready) {
      drafts.push(result.ready);
    }
  }

  const conditions = mergeConditions(
    live,
    drafts.map(({ type, status, reason, message }) => ({
      type,
      status,
      reason,
      // It may quote a condition of somebody else, or what a manager of another type reports.
      message: boundedText(message),
      observedGeneration,
    })),
    owned,
    now,
  );
  const version =
    // As DPF's own provisioning: what the API server says of itself, once the cluster is Ready.
    api.statusVersion && phase === 'Ready'
      ? observed.health?.serverVersion
      : undefined;
  const phaseChanged =
    phase !== undefined && phase !== (cluster.status?.phase ?? 'Pending');
  const { version: liveVersion } = cluster.status ?? {};
  // The first release gave static clusters none: theirs comes with the next change, so that an update writes nothing.
  const isVersionNews =
    liveVersion !== undefined || cluster.spec.type === 'kamaji';
  const versionChanged =
    version !== undefined && version !== liveVersion && isVersionNews;
  const nodesCount = nodesCountOf(context);
  // A count that is absent and one of 0 say the same, so that is no reason to write.
  const countChanged =
    nodesCount !== undefined &&
    nodesCount !== (cluster.status?.nodesCount ?? 0);
  const changedTypes = conditions
    .filter(condition => !live?.includes(condition))
    .map(({ type }) => type);
  const problems = drafts
    .filter(draft => draft.type !== 'Ready' && isProblem(draft, observed))
    .map(({ type }) => type);
  const settling =
    !phaseChanged &&
    drafts
      .filter(({ type }) => changedTypes.includes(type))
      .every(draft => draft.settling || draft.status === 'True');
  const othersChanged =
    phaseChanged ||
    versionChanged ||
    changedTypes.length > 0 ||
    conditions.length !== (live?.length ?? 0);
  return {
    conditions,
    phase,
    version,
    nodesCount: countChanged ? nodesCount : undefined,
    problems,
    changed: othersChanged || countChanged,
    onlyCounts: countChanged && !othersChanged,
    settling,
  };
}
