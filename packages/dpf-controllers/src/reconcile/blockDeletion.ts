import {
  DpuCluster,
  Finding,
  clusterNotStarted,
  groupOf,
  internalFinalizer,
  managerFinalizer,
  ownControlPlaneOf,
  tooNewDpfFor,
  whatBlocksDeletion,
} from '@dpf-portal/dpf-model';
import {
  Phase,
  PhaseResult,
  ReconcileContext,
  Writer,
  managingWriter,
  proceed,
  stop,
  wait,
} from './ReconcileContext';
import { recordEvent } from './status/writeStatus';

/** Replaces the finalizers in one patch, which fails when anybody else has written since. */
export async function patchFinalizers(
  context: ReconcileContext,
  finalizers: readonly string[],
  writers: readonly Writer[],
): Promise<void> {
  const { cluster, resource } = context;
  context.cluster = await context
    .client(...writers)
    .mergePatch<DpuCluster>(resource, cluster.metadata, {
      metadata: {
        resourceVersion: cluster.metadata.resourceVersion,
        finalizers,
      },
    });
}

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

/** Holds the object before anything is made for it. Both finalizers go in one patch where both roles are ours. */
export const ensureFinalizers: Phase = {
  name: 'ensureFinalizers',
  async run(context) {
    const { cluster, roles } = context;
    const group = groupOf(cluster);
    const live = cluster.metadata.finalizers ?? [];
    const wanted: Array<[string, Writer]> = [];
    const manager = managingWriter(context);
    if (manager) {
      wanted.push([managerFinalizer(group), manager]);
    }
    if (roles.has('provisioning')) {
      wanted.push([internalFinalizer(group), 'provisioning']);
    }
    const missing = wanted.filter(([finalizer]) => !live.includes(finalizer));
    if (missing.length > 0) {
      await patchFinalizers(
        context,
        [...live, ...missing.map(([finalizer]) => finalizer)],
        missing.map(([, writer]) => writer),
      );
    }
    return proceed;
  },
};

/** Somebody took the cluster in before; of a kamaji cluster, also that it has got as far as a control plane. */
function hasBegun(context: ReconcileContext): boolean {
  const { cluster, world, live } = context;
  const manager = managingWriter(context);
  const finalizer = manager ? managerFinalizer : internalFinalizer;
  const { finalizers = [] } = cluster.metadata;
  if (!finalizers.includes(finalizer(groupOf(cluster)))) {
    return false;
  }
  return (
    manager !== 'kamaji' ||
    cluster.spec.kubeconfig !== undefined ||
    ownControlPlaneOf(cluster, world) !== undefined ||
    // Its control plane may not have been listed yet; until then nothing is made for it anyway.
    !live.settled()
  );
}

/**
 * Beside a DPF that is newer than this release, clusters that were begun go on as before, and no other is begun: it gets
 * no finalizer and no children.
 */
export const holdNewClusters: Phase = {
  name: 'holdNewClusters',
  async run(context) {
    const { cluster, world, observed } = context;
    const version = tooNewDpfFor(cluster, world.operatorConfig());
    if (version === undefined || hasBegun(context)) {
      return proceed;
    }
    observed.isHeldBack = true;
    observed.problem = {
      reason: 'DpfTooNew',
      message: clusterNotStarted(version),
    };
    return stop;
  },
};
