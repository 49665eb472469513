import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { statusCodeOf } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { callAs } from '../backend/callAs';
import { toActionError } from '../backend/toActionError';
import { clusterRefSchema, refOf } from './clusterRefSchema';
import { examples } from './retireDpuCluster.examples';

/**
 * `dpf:dpu-cluster:retire`: deletes a DPU cluster, or unregisters a static one, as the user who started the task. Fails
 * with the list of blockers while DPUs use the cluster. May run again after a crash: it never retires another cluster
 * of the same name. In a dry run the management cluster checks the request and nothing is deleted.
 *
 * @public
 */
export function createRetireDpuClusterAction(options: DpfActionOptions) {
  const { dpf } = options;
  return createTemplateAction({
    id: 'dpf:dpu-cluster:retire',
    description:
      'Retires a DPU cluster that no DPU uses. A registered (static) cluster keeps running.',
    examples,
    supportsDryRun: true,
    schema: {
      input: clusterRefSchema.input,
      output: clusterRefSchema.output,
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      const dryRun = Boolean(ctx.isDryRun);
      const ref = refOf(input.ref);
      const call = callAs(await ctx.getInitiatorCredentials(), options, ctx);

      // Kept across a restart, so that the task retires only the cluster of the first run.
      const uid = await ctx
        .checkpoint({
          key: 'dpf.dpu-cluster.retire.uid',
          fn: async () => {
            const { item } = await call(how => dpf.getDpuCluster(ref, how));
            return item.uid;
          },
        })
        .catch(error => {
          throw toActionError(error);
        });
      if (input.uid && input.uid !== uid) {
        throw new ConflictError(
          `${input.ref} was deleted and created again by somebody else.`,
        );
      }
      let isGone = false;
      try {
        await call(how => dpf.deleteDpuCluster(ref, { ...how, uid, dryRun }));
      } catch (error) {
        isGone = statusCodeOf(error) === 404;
        if (!isGone) {
          throw toActionError(error);
        }
      }
      if (dryRun) {
        logger.info(`${input.ref} could be retired. Nothing was deleted.`);
      } else {
        logger.info(
          isGone
            ? `DPUCluster ${input.ref} no longer exists. Its control plane, if it had one, may still be being deleted.`
            : `${input.ref} is being deleted.`,
        );
      }
      ctx.output('ref', input.ref);
      ctx.output('uid', uid);
    },
  });
}
