import {
  clusterNotStarted,
  groupOf,
  internalFinalizer,
  managerFinalizer,
  ownControlPlaneOf,
  tooNewDpfFor,
} from '@dpf-portal/dpf-model';
import { Phase, proceed, stop } from '../Phase';
import { ReconcileContext, managingWriter } from '../ReconcileContext';

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
