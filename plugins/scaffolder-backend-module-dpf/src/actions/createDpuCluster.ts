import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { createDpuClusterAction as action } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskContext } from '../backend/taskContext';
import { examples } from './createDpuCluster.examples';

/**
 * `dpf:dpu-cluster:create`: requests a DPU cluster from the dpf back end, as the user who started the task. The task's
 * id makes it idempotent: a second run after a crash returns the existing cluster. In a dry run the management cluster
 * checks the request and creates nothing.
 *
 * @public
 */
export function createDpuClusterAction(options: DpfActionOptions) {
  return createTemplateAction({
    id: 'dpf:dpu-cluster:create',
    description: 'Requests a DPU cluster, or registers an existing one.',
    examples,
    supportsDryRun: true,
    schema: { input: action.input, output: action.output },
    async handler(ctx) {
      const credentials = await ctx.getInitiatorCredentials();
      const result = await action.run(
        { ...ctx.input, dryRun: Boolean(ctx.isDryRun) },
        taskContext(credentials, options, ctx),
      );
      outputAll(ctx, result);
    },
  });
}
