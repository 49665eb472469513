import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { getDpuClusterCredentialsAction as action } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskContext } from '../backend/taskContext';
import { examples } from './dpuClusterCredentials.examples';

/**
 * `dpf:dpu-cluster:credentials`: outputs the command line with which the user who started the task fetches a short-lived
 * kubeconfig. It outputs no kubeconfig: the record of a task must hold no secret.
 *
 * @public
 */
export function createDpuClusterCredentialsAction(options: DpfActionOptions) {
  return createTemplateAction({
    id: 'dpf:dpu-cluster:credentials',
    description:
      'Outputs the command line that fetches a short-lived kubeconfig of a DPU cluster. It holds no secret.',
    examples,
    supportsDryRun: true,
    schema: { input: action.input, output: action.output },
    async handler(ctx) {
      if (ctx.isDryRun) {
        ctx.logger.info('Dry run: there is no cluster to ask.');
        return;
      }
      const credentials = await ctx.getInitiatorCredentials();
      const context = taskContext(credentials, options, ctx);
      const result = await action.run(ctx.input, context);
      if (result.problem) {
        ctx.logger.warn(result.problem);
      }
      outputAll(ctx, result);
    },
  });
}
