import { DpuCluster } from '@dpf-portal/dpf-model';
import { Phase, isTakenIn, managingWriter, proceed } from './ReconcileContext';
import { publishKubeconfigName } from './publishKubeconfig';

/** Takes in what the prober last saw; its changes are events of their own. */
export const assessHealth: Phase = {
  name: 'assessHealth',
  async run(context) {
    const { cluster, world, observed } = context;
    observed.health = world.observation(cluster);
    return proceed;
  },
};

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
