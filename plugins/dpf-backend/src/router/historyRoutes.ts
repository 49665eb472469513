import { Router } from 'express';
import { ONE_CLUSTER, metaOf, refOf } from './clusterPath';
import { RouterContext, audited, readerOf } from './RouterContext';

/** Routes of what happened to DPU clusters, also to those that are gone. */
export function addHistoryRoutes(router: Router, context: RouterContext): void {
  const { auditor, reader, histories } = context;

  router.get(`${ONE_CLUSTER}/history`, async (req, res) => {
    const credentials = await readerOf(context, req);
    const { since } = req.query as { since?: string };
    const answer = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-fetch',
        request: req,
        meta: metaOf(req, 'history'),
      },
      async () =>
        histories.of(await reader.get(refOf(req), credentials), since),
    );
    res.json(answer);
  });

  router.get('/retired-clusters', async (req, res) => {
    const credentials = await readerOf(context, req);
    const answer = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-fetch',
        request: req,
        meta: { queryType: 'retired' },
      },
      () => histories.retired(credentials),
    );
    res.json(answer);
  });

  router.get(
    '/retired-clusters/:managementCluster/:uid/history',
    async (req, res) => {
      const credentials = await readerOf(context, req);
      const { managementCluster, uid } = req.params;
      const { since } = req.query as { since?: string };
      const answer = await audited(
        auditor,
        {
          eventId: 'dpu-cluster-fetch',
          request: req,
          meta: { queryType: 'retired-history', managementCluster, uid },
        },
        () => histories.ofUid({ managementCluster, uid }, credentials, since),
      );
      res.json(answer);
    },
  );
}
