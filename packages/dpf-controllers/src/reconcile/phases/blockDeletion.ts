import {
  Finding,
  groupOf,
  internalFinalizer,
  managerFinalizer,
  ownControlPlaneOf,
  whatBlocksDeletion,
} from '@dpf-portal/dpf-model';
import { Phase, PhaseResult, proceed, stop, wait } from '../Phase';
import { ReconcileContext, Writer, managingWriter } from '../ReconcileContext';
import { recordEvent } from '../status/recordEvent';
import { patchFinalizers } from './patchFinalizers';

const RECHECK_MS = 10_000;

async function hold(
  context: ReconcileContext,
  { code, sentence }: Finding,
): Promise<PhaseResult> {
  await recordEvent(context, [...context.roles], {
    type: 'Warning',
    reason: code,
    note: sentence,
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
  const madeHere = roles.has('kamaji') && ownControlPlaneOf(cluster, world);
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
  const blocker = whatBlocksDeletion(cluster, context.world, { dpus });
  if (blocker) {
    return hold(context, blocker);
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
    const { cluster } = context;
    if (!cluster.metadata.deletionTimestamp) {
      return proceed;
    }
    const blocker = whatBlocksDeletion(cluster, context.world);
    return blocker ? hold(context, blocker) : release(context);
  },
};
