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
/**
 * The minimum time between two writes that change only the number of assigned DPUs: it may change hundreds of times in
 * a minute.
 */
const COUNT_EVERY_MS = 2_000;

/** How long a status change may wait, so that several changes are written at once. */
export class SettlingTimes {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();
  readonly #countedAt = new Map<string, number>();

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /**
   * Milliseconds for which condition updates that only turn True may still be delayed; 0 when the time is over.
   * Measured from when this process first saw that the cluster is being created.
   */
  remaining(uid: string): number {
    const now = this.#clock.monotonic();
    const since = this.#since.get(uid) ?? now;
    this.#since.set(uid, since);
    return Math.max(0, HOLD_MS - (now - since));
  }

  /** Milliseconds until the next status that changes only the number of DPUs may be written. */
  untilCount(uid: string): number {
    const countedAt = this.#countedAt.get(uid) ?? -Infinity;
    return Math.max(0, COUNT_EVERY_MS - (this.#clock.monotonic() - countedAt));
  }

  /** To be called when a status was written that changes only the number of DPUs. */
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
  /** Set only if this process holds the provisioning role. */
  phase?: DpuClusterPhase;
  /** Set only if the API has it and this process holds the provisioning role. */
  version?: string;
  /** Set only if the API has it, this process holds the provisioning role, and the DPUs are known. */
  nodesCount?: number;
  changed: boolean;
  /** Only the number of assigned DPUs changed. */
  onlyCounts: boolean;
  /** The types of conditions that report a problem or a rejected edit. */
  problems: readonly string[];
  /** Conditions only turned True, or report progress. */
  settling: boolean;
}

/** The manager's own conditions of this pass, and the types that it owns. */
function managerConditions(context: ReconcileContext): {
  drafts: ConditionDraft[];
  owned: string[];
} {
  const { cluster, world, observed, clock } = context;
  const writer = managingWriter(context);
  const isLeftAlone =
    cluster.status?.phase === 'Failed' || observed.isDeletionHeld;
  if (!writer || isLeftAlone) {
    return { drafts: [], owned: [] };
  }
  const drafts: Array<ConditionDraft | undefined> = [];
  const owned: string[] = [];
  if (writer === 'vendor') {
    drafts.push(
      ...(observed.problem
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
      // The endpoint was removed, so the condition would stay for ever.
      owned.push('KeepalivedReady');
    }
  }
  return {
    drafts: drafts.filter((draft): draft is ConditionDraft => Boolean(draft)),
    owned,
  };
}

/** It is not True and will not become True by itself, or it reports a rejected edit. */
function isProblem(draft: ConditionDraft, observed: Observed): boolean {
  return draft.status === 'True'
    ? draft.type === 'Created' && observed.refusedEdit !== undefined
    : !draft.settling;
}

/** A cluster that is not started keeps its phase, so that no other manager starts it either. */
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

/** A deleted cluster that was never Ready is not started. */
function isStopped({ cluster, observed }: ReconcileContext): boolean {
  const { phase } = cluster.status ?? {};
  return (
    observed.isDeletionHeld === true &&
    phase !== 'Ready' &&
    phase !== 'NotReady'
  );
}

/** The number of assigned DPUs, as DPF's allocator counts them. */
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

/** Computes the status after this pass, for the roles that this process holds. Pure function. */
export function computeStatus(context: ReconcileContext): ComputedStatus {
  const { cluster, api, observed, roles, clock } = context;
  const live = cluster.status?.conditions;
  const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const observedGeneration = cluster.metadata.generation;
  const { drafts, owned } = managerConditions(context);

  let phase: DpuClusterPhase | undefined;
  if (roles.has('provisioning') && !isStopped(context)) {
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
      // The message may quote a condition of another controller or manager.
      message: boundedText(message),
      observedGeneration,
    })),
    owned,
    now,
  );
  const version =
    // As DPF's own provisioning controller: the version that the API server reports, once the cluster is Ready.
    api.statusVersion && phase === 'Ready'
      ? observed.health?.serverVersion
      : undefined;
  const phaseChanged =
    phase !== undefined && phase !== (cluster.status?.phase ?? 'Pending');
  const { version: liveVersion } = cluster.status ?? {};
  // The first release set none on static clusters. It is added with their next change, so that an update of this
  // project writes nothing.
  const isVersionNews =
    liveVersion !== undefined || cluster.spec.type === 'kamaji';
  const versionChanged =
    version !== undefined && version !== liveVersion && isVersionNews;
  const nodesCount = nodesCountOf(context);
  // An absent count means 0, so the difference is no reason to write.
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
