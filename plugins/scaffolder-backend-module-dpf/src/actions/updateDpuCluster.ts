import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  DpuClusterChange,
  changedFields,
  dpuClusterChangeSchema,
  given,
} from '@dpf-portal/dpf-model';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { callAs } from '../backend/callAs';
import { toActionError } from '../backend/toActionError';
import { clusterRefSchema, refOf } from './clusterRefSchema';
import { inputOf } from './inputOf';
import { examples } from './updateDpuCluster.examples';

/**
 * `dpf:dpu-cluster:update`: changes a DPU cluster, as the user who started the task. Fields that are not given keep
 * their values. May run again after a crash. A dry run has the server check the change, and tells what
 * follows from it, such as what a change of labels does to the DPUs.
 *
 * @public
 */
export function createUpdateDpuClusterAction(options: DpfActionOptions) {
  const { dpf } = options;
  return createTemplateAction({
    id: 'dpf:dpu-cluster:update',
    description:
      'Changes a DPU cluster: version, DPUs, owner, purpose, expiry, labels, kubeconfig, consent, pause, lock or certificates.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...clusterRefSchema.input,
        ...inputOf(dpuClusterChangeSchema),
        resume: z => z.boolean({ description: 'Ends a pause.' }).optional(),
        unlock: z =>
          z
            .boolean({ description: 'Removes the lock against deletion.' })
            .optional(),
        confirmDpus: z =>
          z
            .union([z.number().int(), z.literal('unknown')], {
              description:
                'The number of DPUs that the change of labels deletes. A dry run tells it.',
            })
            .optional(),
      },
      output: {
        ...clusterRefSchema.output,
        version: z => z.string({ description: 'The installed version.' }),
      },
    },
    async handler(ctx) {
      const { input, isDryRun, logger } = ctx;
      const {
        ref: refText,
        uid,
        resume,
        unlock,
        confirmDpus,
        ...fields
      } = input;
      const ref = refOf(refText);
      const change: DpuClusterChange = {
        ...given(fields),
        ...(resume ? { pausedUntil: null } : {}),
        ...(unlock ? { locked: null } : {}),
      };
      const names = changedFields(change);
      if (names.length === 0) {
        throw new InputError(
          'There is nothing to change. Set at least one field.',
        );
      }
      const call = callAs(await ctx.getInitiatorCredentials(), options, ctx);

      let { item } = await call(how => dpf.getDpuCluster(ref, how)).catch(
        error => {
          throw toActionError(error);
        },
      );
      if (uid && item.uid !== uid) {
        throw new ConflictError(
          `${item.ref} was deleted and created again by somebody else.`,
        );
      }
      if (isDryRun) {
        const { labelChange, effects = [] } = await call(how =>
          dpf.updateDpuCluster(ref, change, { ...how, dryRun: true }),
        ).catch(error => {
          throw toActionError(error);
        });
        [...(labelChange ? [labelChange.sentence] : []), ...effects].forEach(
          said => logger.info(said),
        );
        logger.info(
          `${item.ref} exists. Would change: ${names.join(
            ', ',
          )}. Nothing was changed.`,
        );
      } else {
        ({ item } = await call(how =>
          dpf.updateDpuCluster(ref, change, { ...how, confirmDpus }),
        ).catch(error => {
          throw toActionError(error);
        }));
        logger.info(`Changed ${names.join(', ')} of ${item.ref}.`);
      }
      ctx.output('ref', item.ref);
      ctx.output('uid', item.uid);
      if (item.version) {
        ctx.output('version', item.version);
      }
    },
  });
}
