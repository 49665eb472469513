import { isOwnedBy } from '@dpf-portal/kube-controller';
import { controlPlaneName } from '../children/names';
import { Phase, proceed, stop } from '../Phase';
import { identityOf, isTakenIn, managingWriter } from '../ReconcileContext';

const LONGEST_SHOWN = 80;

/**
 * Looks for a control plane of ours, and refuses a change of the type: whoever made the cluster's children is the only
 * one who can look after them.
 */
export const observeControlPlane: Phase = {
  name: 'observeControlPlane',
  async run(context) {
    const { cluster, reads, observed } = context;
    const { namespace, name, uid } = identityOf(cluster);
    const tcp = reads.tenantControlPlane(namespace, controlPlaneName(name));
    if (tcp && isOwnedBy(tcp, uid)) {
      observed.controlPlane = tcp;
    }
    if (
      observed.controlPlane &&
      cluster.spec.type !== 'kamaji' &&
      managingWriter(context) &&
      isTakenIn(cluster)
    ) {
      observed.problem = {
        reason: 'TypeChanged',
        message: `The type was changed to ${cluster.spec.type.slice(
          0,
          LONGEST_SHOWN,
        )}, but the cluster was made as kamaji. Change it back, or make a new cluster.`,
      };
      return stop;
    }
    return proceed;
  },
};
