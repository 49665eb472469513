import { DpuCluster, boundedConditions } from '@dpf-portal/dpf-model';
import {
  JsonPatchOperation,
  patchConditions,
} from '@dpf-portal/kube-controller';
import {
  ReconcileContext,
  Writer,
  identityOf,
  managingWriter,
} from '../ReconcileContext';
import { ComputedStatus, computeStatus } from './computeStatus';
import { recordTransition } from './recordTransition';
import { SettlingTimes } from './SettlingTimes';

export interface StatusResult {
  written: boolean;
  /** There is news that was held back: look again after this time at the latest. */
  heldForMs?: number;
}

/** Good news of a cluster in the making is held until it is all there, for as long as somebody else needs none of it. */
function mayHold(context: ReconcileContext, status: ComputedStatus): boolean {
  if (context.cluster.status?.phase !== 'Creating' || !status.settling) {
    return false;
  }
  // The vendor's provisioning waits for Created: it is not kept waiting.
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
    // The last DPU has gone: who deletes the cluster waits for this.
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
  // Conditions of others are among them.
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
