import { ownControlPlane } from '../children/ownControlPlane';
import { Problem } from '../Problem';
import { Phase, proceed, stop } from '../Phase';
import {
  ReconcileContext,
  identityOf,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';

const LONGEST_SHOWN = 80;

/** The type is no longer the one by which the cluster was made. */
async function typeChange(
  context: ReconcileContext,
): Promise<Problem | undefined> {
  const { cluster, live, observed } = context;
  const { type, kubeconfig } = cluster.spec;
  if (observed.controlPlane && type !== 'kamaji') {
    return {
      reason: 'TypeChanged',
      message: `The type was changed to ${type.slice(
        0,
        LONGEST_SHOWN,
      )}, but the cluster was made as kamaji. Change it back, or make a new cluster.`,
    };
  }
  if (observed.controlPlane || type !== 'kamaji' || !kubeconfig) {
    return undefined;
  }
  const { namespace } = identityOf(cluster);
  const secret = await live.kubeconfigSecret(namespace, kubeconfig);
  return secret.state.madeByKamaji === false
    ? {
        reason: 'TypeChanged',
        message: `The type is kamaji, but spec.kubeconfig names the Secret ${kubeconfig}, which Kamaji did not make: the cluster was registered as static. Change the type back, or make a new cluster.`,
      }
    : undefined;
}

/**
 * Looks for a control plane of ours, and refuses a change of the type: whoever made the cluster's children is the only
 * one who can look after them.
 */
export const observeControlPlane: Phase = {
  name: 'observeControlPlane',
  async run(context) {
    const { cluster, world, observed } = context;
    observed.controlPlane = ownControlPlane(cluster, world);
    if (!managingWriter(context) || !isTakenIn(cluster)) {
      return proceed;
    }
    observed.problem = await typeChange(context);
    return observed.problem ? stop : proceed;
  },
};
