import {
  Dpu,
  DpuCluster,
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ownControlPlane } from '../children/ownControlPlane';
import { Phase, PhaseResult, proceed, stop, wait } from '../Phase';
import { ReconcileContext, Writer, managingWriter } from '../ReconcileContext';
import { recordEvent } from '../status/recordEvent';
import { patchFinalizers } from './patchFinalizers';

const RECHECK_MS = 10_000;
const NAMED_DPUS = 5;

/** The DPUs that are watched; `undefined`: they may not be read. */
function watchedDpusOf({
  cluster,
  world,
}: ReconcileContext): readonly Dpu[] | undefined {
  return world.servesDpus(cluster) ? world.dpusOf(cluster) : [];
}

/**
 * Does any DPU still need the cluster, those included that are being deleted? Unknown counts as yes. DPF's own count is old
 * once the deletion has begun, so it counts only where there are no DPUs to look at.
 */
function isStillUsed(
  { cluster, world }: ReconcileContext,
  dpus: readonly unknown[] | undefined,
): boolean {
  return (
    dpus === undefined ||
    dpus.length > 0 ||
    (!world.servesDpus(cluster) && (cluster.status?.nodesCount ?? 0) > 0)
  );
}

function describeUse(
  cluster: DpuCluster,
  dpus: readonly Dpu[] | undefined,
): string {
  if (dpus === undefined) {
    return 'The deletion waits: it may not be seen here whether DPUs still use the cluster.';
  }
  if (dpus.length === 0) {
    return `The deletion waits: DPF still counts ${cluster.status?.nodesCount} DPUs in the cluster.`;
  }
  const names = dpus.slice(0, NAMED_DPUS).map(({ metadata }) => metadata.name);
  const more = dpus.length > NAMED_DPUS ? ' and others' : '';
  return `The deletion waits: ${
    dpus.length
  } DPUs still use the cluster (${names.join(', ')}${more}).`;
}

async function waitForDpus(
  context: ReconcileContext,
  dpus: readonly Dpu[] | undefined,
): Promise<PhaseResult> {
  const { cluster, roles } = context;
  await recordEvent(context, [...roles], {
    type: 'Warning',
    reason: 'DeletionBlocked',
    note: describeUse(cluster, dpus),
  });
  return wait(RECHECK_MS);
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

/** Whose finalizer the managers' shared one is: of who manages the type, else of who made the children before it changed. */
function finalizingWriter(context: ReconcileContext): Writer | undefined {
  const { cluster, world, roles } = context;
  const madeHere = roles.has('kamaji') && ownControlPlane(cluster, world);
  return managingWriter(context) ?? (madeHere ? 'kamaji' : undefined);
}

/**
 * Lets go of a cluster that is being deleted: only when no DPU uses it, the internal finalizer before the manager's.
 * The children are left to the garbage collector. The server is asked for DPUs: one that was assigned just before the
 * deletion may not have come by the watch, and its cluster would be gone for good.
 */
async function release(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, roles } = context;
  const live = cluster.metadata.finalizers ?? [];
  const internal = internalFinalizer(groupOf(cluster));
  const managers = managerFinalizer(groupOf(cluster));
  const manager = finalizingWriter(context);
  if (!live.includes(internal) && !live.includes(managers)) {
    return stop;
  }
  const dpus = await context.live.dpusOf(cluster);
  if (isStillUsed(context, dpus)) {
    return waitForDpus(context, dpus);
  }

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
    if (!context.cluster.metadata.deletionTimestamp) {
      return proceed;
    }
    const dpus = watchedDpusOf(context);
    return isStillUsed(context, dpus)
      ? waitForDpus(context, dpus)
      : release(context);
  },
};
