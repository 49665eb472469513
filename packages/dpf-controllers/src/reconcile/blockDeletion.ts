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
  Problem,
  ReconcileContext,
  Writer,
  managingWriter,
  proceed,
  stop,
  wait,
} from './ReconcileContext';
import { recordEvent } from './status/writeStatus';
import { recordStoppedPhase, webhookProblemOf } from './webhookAway';

/** Replaces the finalizers in one patch, which fails if the object has changed since. */
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

/**
 * The cluster stays for now, and DPUs may use it for days: its health is checked and written on. Nothing else of it is
 * changed.
 */
function keepAssessing({ cluster, world, observed }: ReconcileContext): void {
  observed.isDeletionHeld = true;
  observed.health = world.observation(cluster);
}

async function hold(
  context: ReconcileContext,
  { code, sentence }: Finding,
): Promise<PhaseResult> {
  keepAssessing(context);
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

/**
 * The owner of the managers' shared finalizer: the manager of the type, else the one that made the children before the
 * type changed.
 */
function finalizingWriter(context: ReconcileContext): Writer | undefined {
  const { cluster, world, roles } = context;
  const madeHere = roles.has('kamaji') && ownControlPlaneOf(cluster, world);
  return managingWriter(context) ?? (madeHere ? 'kamaji' : undefined);
}

/**
 * Removes the finalizers of a cluster that is being deleted, once no DPU uses it: the internal finalizer before the
 * manager's. The garbage collector deletes the children. DPUs are read from the server, because a DPU that was assigned
 * just before the deletion may not be in the store yet, and its cluster would be lost.
 */
async function release(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, roles } = context;
  const live = cluster.metadata.finalizers ?? [];
  const internal = internalFinalizer(groupOf(cluster));
  const managers = managerFinalizer(groupOf(cluster));
  const manager = finalizingWriter(context);
  if (!live.includes(internal) && !live.includes(managers)) {
    keepAssessing(context);
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
      keepAssessing(context);
      return wait(result.requeueAfterMs);
    }
  }
  if (dropped.length === 0) {
    keepAssessing(context);
  } else {
    await patchFinalizers(
      context,
      live.filter(finalizer => !dropped.includes(finalizer)),
      writers,
    );
  }
  return stop;
}

/** Comes first, because nothing else is done for a cluster that is being deleted. */
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

/** A running cluster is maintained without its finalizers; a new one is not started without them. */
function withoutFinalizers(
  context: ReconcileContext,
  stopped: Problem,
): PhaseResult {
  const { cluster, observed } = context;
  recordStoppedPhase(context, stopped);
  const phase = cluster.status?.phase;
  if (phase === 'Ready' || phase === 'NotReady') {
    return proceed;
  }
  observed.isHeldBack = true;
  return wait();
}

/** Adds the finalizers before any child is created. If this process holds both roles, one patch adds both. */
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
    if (missing.length === 0) {
      return proceed;
    }
    try {
      await patchFinalizers(
        context,
        [...live, ...missing.map(([finalizer]) => finalizer)],
        missing.map(([, writer]) => writer),
      );
      return proceed;
    } catch (error) {
      const stopped = webhookProblemOf(error);
      if (!stopped) {
        throw error;
      }
      return withoutFinalizers(context, stopped);
    }
  },
};

/** Whether the cluster was started before; for a kamaji cluster, whether it also has a control plane. */
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
    // Its control plane may not have been listed yet. Until then no child is created anyway.
    !live.settled()
  );
}

/**
 * With a DPF that is newer than this release, started clusters continue as before, and no new cluster is started: it
 * gets no finalizer and no children.
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
