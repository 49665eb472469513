import { Router } from 'express';
import { ONE_CLUSTER, metaOf, refOf } from './clusterPath';
import { RouterContext, audited, readerOf } from './RouterContext';

/** Routes for the module of Backstage's Kubernetes plugin. */
export function addKubernetesPluginRoutes(
  router: Router,
  context: RouterContext,
): void {
  const { auditor, httpAuth, reader, kubernetesPlugin } = context;

  router.get('/kubernetes-plugin/clusters', async (req, res) => {
    const credentials = await readerOf(context, req);
    const list = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-fetch',
        request: req,
        meta: { queryType: 'kubernetes-plugin' },
      },
      () => kubernetesPlugin.list(credentials),
    );
    res.setHeader('Cache-Control', 'no-store');
    res.json(list);
  });

  router.post(
    `${ONE_CLUSTER}/kubernetes-plugin-credential`,
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['service'],
      });
      const answer = await audited(
        auditor,
        {
          eventId: 'kubernetes-plugin-credential-issue',
          severityLevel: 'high',
          request: req,
          meta: metaOf(req, 'by-ref'),
        },
        async () => {
          kubernetesPlugin.assertCaller(credentials);
          return kubernetesPlugin.issue(
            await reader.get(refOf(req), credentials),
          );
        },
        ({ id, until }) => ({ credentialId: id, until }),
      );
      res.setHeader('Cache-Control', 'no-store');
      res.status(201).json(answer);
    },
  );
}
