import { DpuCluster } from '@dpf-portal/dpf-model';
import { Phase, isTakenIn, managingWriter, proceed } from './ReconcileContext';
import { publishKubeconfigName } from './publishKubeconfig';

/** Reads the last observation of the prober. A change of it is an event of its own. */
export const assessHealth: Phase = {
  name: 'assessHealth',
  async run(context) {
    const { cluster, world, observed } = context;
    observed.health = world.observation(cluster);
    return proceed;
  },
};

/** Clusters of vendor types are handled by their registered manager. */
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
