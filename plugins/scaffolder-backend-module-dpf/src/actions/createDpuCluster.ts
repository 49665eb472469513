import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  PortalPages,
  dpuClusterInputSchema,
  dpuClusterPagePath,
  dpuClusterPageUrl,
  entityPageUrl,
  requestOfInput,
} from '@dpf-portal/dpf-model';
import {
  DpfLinkingActionOptions,
  realTiming,
} from '../backend/DpfActionOptions';
import { retryWhileUnavailable } from '../backend/retryWhileUnavailable';
import { toActionError } from '../backend/toActionError';
import { dpfToken } from '../backend/callAs';
import { examples } from './createDpuCluster.examples';
import { inputOf } from './inputOf';

const GIVE_UP_AFTER_MS = 2 * 60_000;

function outputsOf(item: DpuClusterView, pages: PortalPages) {
  const ref = clusterRefOf(item);
  return {
    ref: item.ref,
    uid: item.uid,
    managementCluster: item.managementCluster,
    namespace: item.namespace,
    name: item.name,
    pageUrl: dpuClusterPageUrl(ref, pages),
    pagePath: dpuClusterPagePath(ref, pages),
    entityRef: item.entityRef,
    catalogUrl: entityPageUrl(parseEntityRef(item.entityRef), pages),
  };
}

/**
 * `dpf:dpu-cluster:create`: requests a DPU cluster from the dpf back end, as the user who started the task. The task's
 * id makes it idempotent: a second run after a crash returns the existing cluster. In a dry run the management cluster
 * checks the request and creates nothing.
 *
 * @public
 */
export function createDpuClusterAction(options: DpfLinkingActionOptions) {
  const { auth, dpf, pages, timing = realTiming } = options;
  return createTemplateAction({
    id: 'dpf:dpu-cluster:create',
    description: 'Requests a DPU cluster, or registers an existing one.',
    examples,
    supportsDryRun: true,
    schema: {
      input: inputOf(dpuClusterInputSchema),
      output: {
        ref: z =>
          z.string({ description: 'management cluster/namespace/name' }),
        uid: z => z.string(),
        managementCluster: z => z.string(),
        namespace: z => z.string(),
        name: z => z.string(),
        pageUrl: z => z.string({ description: 'URL of the cluster’s page.' }),
        pagePath: z =>
          z
            .string({
              description:
                'Its path in the portal, where pageUrl is absolute. A link of the task’s page with it opens in the same tab.',
            })
            .optional(),
        entityRef: z => z.string(),
        catalogUrl: z => z.string({ description: 'URL of the entity.' }),
      },
    },
    async handler(ctx) {
      const { input, isDryRun, logger, signal, task, templateInfo } = ctx;
      const request = requestOfInput(input, {
        requestId: task.id,
        templateRef: templateInfo?.entityRef,
      });
      logger.info(
        `${isDryRun ? 'Checking the request for' : 'Requesting'} DPU cluster ${
          request.name
        } (${request.type}).`,
      );
      const initiator = await ctx.getInitiatorCredentials();
      const answer = await retryWhileUnavailable({
        call: async callSignal =>
          dpf.createDpuCluster(request, {
            token: await dpfToken(auth, initiator),
            dryRun: Boolean(isDryRun),
            signal: callSignal,
          }),
        giveUpAfterMs: GIVE_UP_AFTER_MS,
        logger,
        timing,
        signal,
      }).catch(error => {
        throw toActionError(error);
      });

      if (answer.summary) {
        logger.info(answer.summary);
      }
      answer.warnings?.forEach(warning => logger.warn(warning));
      logger.info(
        answer.dryRun
          ? 'The request would be accepted. Nothing was created.'
          : `${answer.item.ref} ${
              answer.created
                ? 'was created'
                : 'was already created by this task'
            }.`,
      );
      const outputs = outputsOf(answer.item, pages);
      ctx.output('ref', outputs.ref);
      ctx.output('uid', outputs.uid);
      ctx.output('managementCluster', outputs.managementCluster);
      ctx.output('namespace', outputs.namespace);
      ctx.output('name', outputs.name);
      ctx.output('pageUrl', outputs.pageUrl);
      ctx.output('entityRef', outputs.entityRef);
      ctx.output('catalogUrl', outputs.catalogUrl);
      if (pages.appBaseUrl) {
        ctx.output('pagePath', outputs.pagePath);
      }
    },
  });
}
