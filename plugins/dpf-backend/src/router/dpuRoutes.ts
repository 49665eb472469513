import { DpuListQuery } from '@dpf-portal/backstage-plugin-dpf-common';
import { Router } from 'express';
import { refOf } from './clusterPath';
import { RouterContext, audited, readerOf } from './RouterContext';

/** Routes of DPUs. Reading needs the permission to read their clusters, and of others the one for the platform's pages. */
export function addDpuRoutes(router: Router, context: RouterContext): void {
  const { auditor, dpuReader } = context;

  router.get('/dpus', async (req, res) => {
    const credentials = await readerOf(context, req);
    const list = await audited(
      auditor,
      { eventId: 'dpu-fetch', request: req, meta: { queryType: 'all' } },
      () => dpuReader.list(req.query as DpuListQuery, credentials),
    );
    res.json(list);
  });

  router.get('/dpus/:managementCluster/:namespace/:name', async (req, res) => {
    const credentials = await readerOf(context, req);
    const ref = refOf(req);
    const answer = await audited(
      auditor,
      {
        eventId: 'dpu-fetch',
        request: req,
        meta: { queryType: 'by-ref', ref: { ...ref } },
      },
      () => dpuReader.get(ref, credentials),
    );
    res.json(answer);
  });
}
