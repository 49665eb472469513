import { DpuCluster } from '@dpf-portal/dpf-model';
import { Phase, proceed } from '../Phase';
import { isTakenIn, managingWriter } from '../ReconcileContext';
import { publishKubeconfigName } from './publishKubeconfig';

/** Types of other makers are handled by the manager that is registered for them. */
export const runVendorManager: Phase = {
  name: 'runVendorManager',
  async run(context) {
    const { cluster, manager, observed, clock, logger } = context;
    if (
      !manager ||
      managingWriter(context) !== 'vendor' ||
      !isTakenIn(cluster)
    ) {
      return proceed;
    }
    const result = await manager.reconcile({
      cluster: cluster as Readonly<DpuCluster>,
      client: context.client('vendor'),
      clock,
      logger,
    });
    observed.manager = result;
    if (result.kubeconfig) {
      await publishKubeconfigName(context, result.kubeconfig, 'vendor');
    }
    return { flow: 'continue', afterMs: result.requeueAfterMs };
  },
};
