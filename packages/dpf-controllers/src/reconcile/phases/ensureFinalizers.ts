import {
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import { Phase, proceed } from '../Phase';
import { Writer, managingWriter } from '../ReconcileContext';
import { patchFinalizers } from './patchFinalizers';

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
