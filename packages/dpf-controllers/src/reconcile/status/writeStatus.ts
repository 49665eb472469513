import {
  Condition,
  GateClosedError,
  JsonPatchOperation,
  RecordedEvent,
  boundedText,
  mergeConditions,
  patchConditions,
} from '@dpf-portal/kube-controller';
import { DpuCluster, boundedConditions } from '@dpf-portal/dpf-model';
import {
  Problem,
  ReconcileContext,
  Writer,
  identityOf,
  managingWriter,
} from '../ReconcileContext';
import { conditionOf } from './conditions';
import { ComputedStatus, SettlingTimes, computeStatus } from './computeStatus';

/** Records an Event about the cluster, unless another process has taken over from one of the writers. */
export async function recordEvent(
  context: ReconcileContext,
  writers: readonly Writer[],
  event: RecordedEvent,
): Promise<void> {
  const isWriter = () => {
    try {
      context.client(...writers).assertWritable();
      return true;
    } catch (error) {
      if (error instanceof GateClosedError) {
        return false;
      }
      throw error;
    }
  };
  if (isWriter()) {
    await context.events.record(context.cluster, event, isWriter);
  }
}

function telling(
  type: RecordedEvent['type'],
  topic: string,
  { reason, message }: Condition,
): RecordedEvent {
  return { type, reason, note: message || reason, topic };
}

/**
 * The one Event for a written status: that a cluster became unavailable or available again, else why a new cluster
 * makes no progress, else which edit was rejected. A cluster that becomes Ready as expected has none.
 */
export function transitionEvent(
  before: DpuCluster,
  after: DpuCluster,
  problems: readonly string[],
): RecordedEvent | undefined {
  const from = before.status?.phase ?? 'Pending';
  const to = after.status?.phase ?? 'Pending';
  const ready = conditionOf(after.status?.conditions, 'Ready');
  if (ready && from !== to && [from, to].includes('NotReady')) {
    const isExpected = to === 'Ready' || ready.reason === 'Upgraded';
    return telling(isExpected ? 'Normal' : 'Warning', 'phase', ready);
  }
  for (const type of problems) {
    const is = conditionOf(after.status?.conditions, type);
    const was = conditionOf(before.status?.conditions, type);
    if (is && (is.reason !== was?.reason || is.message !== was?.message)) {
      return telling('Warning', type, is);
    }
  }
  return undefined;
}

/** Records the Event of a status that was just written. */
export async function recordTransition(
  context: ReconcileContext,
  options: {
    before: DpuCluster;
    /** The types of conditions that report a problem and not only progress. */
    problems: readonly string[];
    writers: readonly Writer[];
  },
): Promise<void> {
  const { before, problems, writers } = options;
  const event = transitionEvent(before, context.cluster, problems);
  if (event) {
    await recordEvent(context, writers, event);
  }
}

export interface StatusResult {
  written: boolean;
  /** Changes were delayed: reconcile again after this time at the latest. */
  heldForMs?: number;
}

/**
 * While a cluster is Creating, batch condition updates that only turn True, unless another controller is waiting for
 * `Created`.
 */
function mayHold(context: ReconcileContext, status: ComputedStatus): boolean {
  if (context.cluster.status?.phase !== 'Creating' || !status.settling) {
    return false;
  }
  // The vendor's provisioning controller waits for `Created`, so it is written at once.
  const created = status.conditions.find(({ type }) => type === 'Created');
  return context.roles.has('provisioning') || created?.status !== 'True';
}

/** Writes the status of this pass in one patch, if it changes anything. */
export async function writeStatus(
  context: ReconcileContext,
  settling: SettlingTimes,
): Promise<StatusResult> {
  const status = computeStatus(context);
  if (!status.changed) {
    return { written: false };
  }
  const { cluster, resource, roles } = context;
  const { uid } = identityOf(cluster);
  const heldForMs = Math.max(
    mayHold(context, status) ? settling.remaining(uid) : 0,
    // The last DPU was removed. Whoever deletes the cluster waits for this.
    status.onlyCounts && status.nodesCount !== 0 ? settling.untilCount(uid) : 0,
  );
  if (heldForMs > 0) {
    return { written: false, heldForMs };
  }
  const manager = managingWriter(context);
  const writers: Writer[] = [
    ...(roles.has('provisioning') ? (['provisioning'] as const) : []),
    ...(manager ? [manager] : []),
  ];
  context.cluster = await context
    .client(...writers)
    .jsonPatch<DpuCluster>(
      resource,
      cluster.metadata,
      statusPatch(cluster, status),
      {
        subresource: 'status',
        resourceVersion: cluster.metadata.resourceVersion ?? '',
      },
    );
  if (status.onlyCounts) {
    settling.counted(uid);
  } else {
    logTransition(context, cluster);
  }
  await recordTransition(context, {
    before: cluster,
    problems: status.problems,
    writers,
  });
  return { written: true };
}

/**
 * Records on `Created` what stops the deletion of a cluster, and in an Event. Its other conditions stay as they were when
 * the deletion began.
 */
export async function recordOnDeleted(
  context: ReconcileContext,
  { reason, message }: Problem,
): Promise<void> {
  const { cluster, resource, roles, clock } = context;
  const live = cluster.status?.conditions;
  const conditions = mergeConditions(
    live,
    [
      {
        type: 'Created',
        status: conditionOf(live, 'Created')?.status ?? 'False',
        reason,
        message: boundedText(message),
        observedGeneration: cluster.metadata.generation,
      },
    ],
    [],
    new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
  );
  const manager = managingWriter(context);
  const writers = [...new Set([...roles, ...(manager ? [manager] : [])])];
  await recordEvent(context, writers, {
    type: 'Warning',
    reason,
    note: message,
  });
  const operations = patchConditions(live, conditions, '/status/conditions');
  // `Created` belongs to the manager of the type.
  if (manager && cluster.status && operations.length > 0) {
    context.cluster = await context
      .client(...writers)
      .jsonPatch<DpuCluster>(resource, cluster.metadata, operations, {
        subresource: 'status',
        resourceVersion: cluster.metadata.resourceVersion ?? '',
      });
  }
}

function statusPatch(
  { status: live }: DpuCluster,
  { conditions, phase, version, nodesCount }: ComputedStatus,
): JsonPatchOperation[] {
  const fields = Object.entries({ phase, version, nodesCount }).filter(
    ([, value]) => value !== undefined,
  );
  return [
    ...(live ? [] : [{ op: 'add' as const, path: '/status', value: {} }]),
    ...patchConditions(live?.conditions, conditions, '/status/conditions'),
    ...fields.map(([field, value]) => ({
      op: 'add' as const,
      path: `/status/${field}`,
      value,
    })),
  ];
}

function logTransition(context: ReconcileContext, before: DpuCluster): void {
  const from = before.status?.phase ?? 'Pending';
  const to = context.cluster.status?.phase ?? 'Pending';
  // These include conditions of other controllers.
  const conditions = boundedConditions(context.cluster.status?.conditions);
  const why = conditions.find(
    ({ type, status }) => type !== 'Ready' && status !== 'True',
  );
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (from !== to) {
    context.logger.info(`${from} → ${to}`, { reason: ready?.reason ?? '' });
  } else if (why) {
    context.logger.info(`${to}: ${why.type} is ${why.status}`, {
      reason: why.reason,
      why: why.message,
    });
  }
}
