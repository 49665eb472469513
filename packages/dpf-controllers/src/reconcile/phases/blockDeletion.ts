import {
  DpuCluster,
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Phase, PhaseResult, proceed, stop, wait } from '../Phase';
import { ReconcileContext, Writer, managingWriter } from '../ReconcileContext';
import { patchFinalizers } from './patchFinalizers';

const RECHECK_MS = 10_000;

/** Does any DPU, or DPF's own count of them, still need the cluster? Unknown counts as yes. */
export function isStillUsed(
  cluster: DpuCluster,
  dpus: readonly unknown[] | undefined,
): boolean {
  return (
    dpus === undefined ||
    dpus.length > 0 ||
    (cluster.status?.nodesCount ?? 0) > 0
  );
}

async function cleanedUp(
  context: ReconcileContext,
): Promise<{ done: boolean; requeueAfterMs?: number }> {
  const { manager, cluster, clock, logger } = context;
  if (managingWriter(context) !== 'vendor' || !manager?.cleanUp) {
    return { done: true };
  }
  const client = context.client('vendor');
  return manager.cleanUp({ cluster, client, clock, logger });
}

/**
 * Lets go of a cluster that is being deleted: only when no DPU uses it, the internal finalizer before the manager's.
 * The children are left to the garbage collector.
 */
async function release(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, roles } = context;
  const live = cluster.metadata.finalizers ?? [];
  const internal = internalFinalizer(groupOf(cluster));
  const managers = managerFinalizer(groupOf(cluster));
  const manager = managingWriter(context);

  const dropped: string[] = [];
  const writers: Writer[] = [];
  if (live.includes(internal) && roles.has('provisioning')) {
    dropped.push(internal);
    writers.push('provisioning');
  }
  const internalGone = !live.includes(internal) || dropped.includes(internal);
  if (live.includes(managers) && manager && internalGone) {
    const result = await cleanedUp(context);
    if (result.done) {
      dropped.push(managers);
      writers.push(manager);
    } else if (dropped.length === 0) {
      return wait(result.requeueAfterMs);
    }
  }
  if (dropped.length > 0) {
    await patchFinalizers(
      context,
      live.filter(finalizer => !dropped.includes(finalizer)),
      writers,
    );
  }
  return stop;
}

/** First: a cluster that is being deleted gets nothing but the end it is waiting for. */
export const blockDeletion: Phase = {
  name: 'blockDeletion',
  async run(context) {
    const { cluster, reads } = context;
    if (!cluster.metadata.deletionTimestamp) {
      return proceed;
    }
    if (isStillUsed(cluster, reads.dpusOf(cluster))) {
      return wait(RECHECK_MS);
    }
    return release(context);
  },
};
