import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { createDpuClusterAction as creation } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  dpuClusterPageUrl,
  parseDpuClusterRef,
  requestOfInput,
} from '@dpf-portal/dpf-model';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskContext } from '../backend/taskContext';
import { examples } from './dpuClusterManifest.examples';

/** Writes a file of the task's workspace, and never one outside of it. */
export async function writeToWorkspace(
  workspacePath: string,
  path: string,
  text: string,
): Promise<void> {
  const file = resolveSafeChildPath(workspacePath, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/**
 * `dpf:dpu-cluster:manifest`: writes the manifest of a DPU cluster into the task's workspace, for a repository from which a
 * tool applies it. The request is checked as `dpf:dpu-cluster:create` checks it, and its address is reserved until the
 * cluster is there or the reservation ends. A second run after a crash gets the same address. A dry run reserves nothing.
 *
 * @public
 */
export function createDpuClusterManifestAction(options: DpfActionOptions) {
  return createTemplateAction({
    id: 'dpf:dpu-cluster:manifest',
    description:
      'Writes the manifest of a DPU cluster into the workspace, for a repository from which a tool applies it.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...creation.input,
        path: z =>
          z
            .string({
              description:
                'File in the workspace. Defaults to the name of the cluster with .yaml.',
            })
            .optional(),
        manifestUrl: z =>
          z
            .string({
              description:
                'Where the manifest will live, as an http or https address. The page of the cluster leads there.',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'The file that was written.' }),
        manifest: z => z.string({ description: 'The DPUCluster as YAML.' }),
        ref: z =>
          z.string({
            description:
              'management cluster/namespace/name of the cluster, once it is there.',
          }),
        managementCluster: z => z.string(),
        namespace: z => z.string(),
        name: z => z.string(),
        entityRef: z => z.string(),
        pageUrl: z => z.string({ description: 'Its page, once it is there.' }),
        summary: z => z.string({ description: 'What the manifest makes.' }),
        reservedUntil: z =>
          z
            .string({
              description:
                'Until when the address is reserved; RFC 3339. Absent after a dry run.',
            })
            .optional(),
      },
    },
    async handler(ctx) {
      const { path, manifestUrl, ...input } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const context = taskContext(credentials, options, ctx);
      const request = requestOfInput(input, context.origin);
      const dryRun = Boolean(ctx.isDryRun);
      const answer = await context.call(how =>
        options.dpf.makeClusterManifest(
          { request, ...(manifestUrl && { manifestUrl }) },
          { ...how, dryRun },
        ),
      );
      const { warnings = [], ...rest } = answer;
      ctx.logger.info(answer.summary);
      warnings.forEach(warning => ctx.logger.warn(warning));
      const file = path || `${answer.name}.yaml`;
      await writeToWorkspace(ctx.workspacePath, file, answer.manifest);
      ctx.logger.info(
        answer.reservedUntil
          ? `Wrote ${file}. The address is reserved until ${answer.reservedUntil}.`
          : `Wrote ${file}. Nothing is reserved.`,
      );
      const ref = parseDpuClusterRef(answer.ref) ?? answer;
      outputAll(ctx, {
        ...rest,
        path: file,
        pageUrl: dpuClusterPageUrl(ref, options.pages),
      });
    },
  });
}
