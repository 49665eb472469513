import { Finding, ownControlPlaneOf, typeChanged } from '@dpf-portal/dpf-model';
import { Phase, proceed, stop } from '../Phase';
import { problemOf } from '../Problem';
import {
  ReconcileContext,
  identityOf,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';

/** By the Secret as it is now: nothing is made for a cluster that was registered as static. */
async function changeOfType({
  cluster,
  world,
  live,
  observed,
}: ReconcileContext): Promise<Finding | undefined> {
  const { type, kubeconfig } = cluster.spec;
  if (type !== 'kamaji') {
    return typeChanged(cluster, world);
  }
  if (observed.controlPlane || !kubeconfig) {
    return undefined;
  }
  const { namespace } = identityOf(cluster);
  const secret = await live.kubeconfigSecret(namespace, kubeconfig);
  return typeChanged(cluster, world, secret.state);
}

/**
 * Looks for a control plane of ours, and refuses a change of the type: whoever made the cluster's children is the only
 * one who can look after them.
 */
export const observeControlPlane: Phase = {
  name: 'observeControlPlane',
  async run(context) {
    const { cluster, world, observed } = context;
    observed.controlPlane = ownControlPlaneOf(cluster, world);
    if (!managingWriter(context) || !isTakenIn(cluster)) {
      return proceed;
    }
    const changed = await changeOfType(context);
    if (changed) {
      observed.problem = problemOf(changed);
      return stop;
    }
    return proceed;
  },
};
