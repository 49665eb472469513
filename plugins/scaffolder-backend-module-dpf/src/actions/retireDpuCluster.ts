import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  presentUid,
  retireDpuCluster,
  retireDpuClusterAction as action,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskContext } from '../backend/taskContext';
import { examples } from './retireDpuCluster.examples';

/**
 * `dpf:dpu-cluster:retire`: deletes a DPU cluster, or unregisters a static one, as the user who started the task. Fails
 * with the list of blockers while DPUs use the cluster. May run again after a crash: it never retires another cluster
 * of the same name. In a dry run the management cluster checks the request and nothing is deleted.
 *
 * @public
 */
export function createRetireDpuClusterAction(options: DpfActionOptions) {
  return createTemplateAction({
    id: 'dpf:dpu-cluster:retire',
    description:
      'Retires a DPU cluster that no DPU uses. A registered (static) cluster keeps running.',
    examples,
    supportsDryRun: true,
    schema: { input: action.input, output: action.output },
    async handler(ctx) {
      const { ref, uid: wanted } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const context = taskContext(credentials, options, ctx);
      // Kept across a restart, so that the task retires only the cluster of the first run.
      const uid = await ctx.checkpoint({
        key: 'dpf.dpu-cluster.retire.uid',
        fn: () => presentUid(ref, wanted, context),
      });
      const dryRun = Boolean(ctx.isDryRun);
      outputAll(ctx, await retireDpuCluster({ ref, uid, dryRun }, context));
    },
  });
}
