import { NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  clusterRefFields,
  refOfInput,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskContext } from '../backend/taskContext';
import { writeToWorkspace } from './dpuClusterManifest';
import { examples } from './dpuManifest.examples';

/**
 * `dpf:dpu-cluster:dpu-manifest`: writes the manifest of a DPUSet or DPUDeployment that assigns DPUs to a cluster into the
 * task's workspace. It applies nothing.
 *
 * @public
 */
export function createDpuManifestAction(options: DpfActionOptions) {
  return createTemplateAction({
    id: 'dpf:dpu-cluster:dpu-manifest',
    description:
      'Writes the manifest of a DPUSet or DPUDeployment that assigns DPUs to a DPU cluster into the workspace.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ref: clusterRefFields.ref,
        kind: z =>
          z
            .enum(['DPUSet', 'DPUDeployment'], {
              description: 'Defaults to DPUSet.',
            })
            .optional(),
        path: z =>
          z
            .string({
              description:
                'File in the workspace. Defaults to the name of the object with .yaml.',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'The file that was written.' }),
        manifest: z => z.string(),
        toReplace: z =>
          z.array(z.string(), {
            description: 'The fields that somebody must fill in.',
          }),
        hostCommand: z =>
          z
            .string({
              description: 'The command that chooses a host for the cluster.',
            })
            .optional(),
        notes: z => z.array(z.string()),
      },
    },
    async handler(ctx) {
      const { ref, kind = 'DPUSet', path } = ctx.input;
      if (ctx.isDryRun) {
        ctx.logger.info('Dry run: there is no cluster to ask.');
        return;
      }
      const credentials = await ctx.getInitiatorCredentials();
      const context = taskContext(credentials, options, ctx);
      const { manifests, hostCommand, notes } = await context.call(how =>
        options.dpf.getDpuManifests(refOfInput(ref), how),
      );
      const found = manifests.find(one => one.kind === kind);
      if (!found) {
        throw new NotFoundError(
          [`There is no manifest of a ${kind} for ${ref}.`, ...notes].join(' '),
        );
      }
      const file = path || `${found.name}.yaml`;
      await writeToWorkspace(ctx.workspacePath, file, found.yaml);
      ctx.logger.info(`Wrote ${file}.`);
      notes.forEach(note => ctx.logger.info(note));
      outputAll(ctx, {
        path: file,
        manifest: found.yaml,
        toReplace: found.toReplace,
        hostCommand,
        notes,
      });
    },
  });
}
