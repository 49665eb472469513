import { parseEntityRef } from '@backstage/catalog-model';
import {
  PortalPages,
  dpuClusterInputSchema,
  dpuClusterPagePath,
  dpuClusterPageUrl,
  entityPageUrl,
  requestOfInput,
} from '@dpf-portal/dpf-model';
import { DpuClusterView } from '../api/DpuClusterView';
import { clusterRefOf } from '../api/clusterRefOf';
import { ActionFields, ZodOfHost, defineAction } from './DpfAction';
import { clusterRefOutput } from './clusterRefFields';
import { dryRunField } from './dryRunField';
import { inputOf } from './inputOf';

const output = {
  ...clusterRefOutput,
  managementCluster: (z: ZodOfHost) => z.string(),
  namespace: (z: ZodOfHost) => z.string(),
  name: (z: ZodOfHost) => z.string(),
  pageUrl: (z: ZodOfHost) =>
    z.string({ description: 'URL of the cluster’s page.' }),
  pagePath: (z: ZodOfHost) =>
    z
      .string({
        description:
          'Its path in the portal, where pageUrl is absolute. A link of the task’s page with it opens in the same tab.',
      })
      .optional(),
  entityRef: (z: ZodOfHost) => z.string(),
  catalogUrl: (z: ZodOfHost) => z.string({ description: 'URL of the entity.' }),
  created: (z: ZodOfHost) =>
    z.boolean({
      description:
        'False after a dry run, and when the same request made it before.',
    }),
  summary: (z: ZodOfHost) =>
    z.string({
      description: 'What the request makes, with what was filled in.',
    }),
  warnings: (z: ZodOfHost) => z.array(z.string()),
} satisfies ActionFields;

const direct = {
  dryRun: dryRunField,
  requestId: (z: ZodOfHost) =>
    z
      .string({
        description:
          'Idempotency key: the same request with the same id answers with the cluster that it made before. One is made up when it is left out.',
      })
      .optional(),
} satisfies ActionFields;

/** The places where a cluster is found. */
export function linksOf(item: DpuClusterView, pages: PortalPages) {
  const ref = clusterRefOf(item);
  return {
    ref: item.ref,
    uid: item.uid,
    managementCluster: item.managementCluster,
    namespace: item.namespace,
    name: item.name,
    pageUrl: dpuClusterPageUrl(ref, pages),
    ...(pages.appBaseUrl && { pagePath: dpuClusterPagePath(ref, pages) }),
    entityRef: item.entityRef,
    catalogUrl: entityPageUrl(parseEntityRef(item.entityRef), pages),
  };
}

/** Requests a DPU cluster, or registers an existing one. @public */
export const createDpuClusterAction = defineAction({
  name: 'create-dpu-cluster',
  title: 'Create a DPU cluster',
  description: [
    'Requests a DPU cluster with a Kamaji control plane, or registers an existing one as static. What is left out comes from the policy and the network of the management cluster.',
    '## When to use',
    'When the user asks for a new DPU cluster. Make a dry run first and show its summary. Then use wait-for-dpu-cluster.',
  ].join('\n\n'),
  attributes: { readOnly: false, destructive: false, idempotent: true },
  input: inputOf(dpuClusterInputSchema),
  output,
  direct,
  examples: [
    {
      title: 'All other values from the policy and the network',
      input: { type: 'kamaji', name: 'team-a-dev' },
    },
    {
      title: 'Check a request and create nothing',
      input: {
        type: 'kamaji',
        name: 'team-a-dev',
        owner: 'group:default/team-a',
        maxNodes: 20,
        dryRun: true,
      },
    },
  ],
  async run({ dryRun = false, requestId, ...input }, context) {
    const { log, dpf } = context;
    const request = requestOfInput(input, {
      ...context.origin,
      ...(requestId && { requestId }),
    });
    log.info(
      `${dryRun ? 'Checking the request for' : 'Requesting'} DPU cluster ${
        request.name
      } (${request.type}).`,
    );
    const answer = await context.call(options =>
      dpf.createDpuCluster(request, { ...options, dryRun }),
    );
    const { item, summary, warnings = [] } = answer;
    if (summary) {
      log.info(summary);
    }
    warnings.forEach(warning => log.warn(warning));
    log.info(
      answer.dryRun
        ? 'The request would be accepted. Nothing was created.'
        : `${item.ref} ${
            answer.created
              ? 'was created'
              : 'was already created by the same request'
          }.`,
    );
    return {
      ...linksOf(item, context.pages),
      created: answer.created && !answer.dryRun,
      summary,
      warnings,
    };
  },
});
