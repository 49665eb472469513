import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { updateDpuClusterAction as action } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskContext } from '../backend/taskContext';
import { examples } from './updateDpuCluster.examples';

/**
 * `dpf:dpu-cluster:update`: changes a DPU cluster, as the user who started the task. Fields that are not given keep
 * their values. May run again after a crash. A dry run has the server check the change, and tells what
 * follows from it, such as what a change of labels does to the DPUs.
 *
 * @public
 */
export function createUpdateDpuClusterAction(options: DpfActionOptions) {
  return createTemplateAction({
    id: 'dpf:dpu-cluster:update',
    description:
      'Changes a DPU cluster: version, DPUs, owner, purpose, expiry, labels, kubeconfig, consent, pause, lock or certificates.',
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
