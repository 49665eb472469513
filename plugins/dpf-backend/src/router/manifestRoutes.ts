import { ClusterManifestRequest } from '@dpf-portal/backstage-plugin-dpf-common';
import { Router } from 'express';
import { RouterContext, audited, callerOf } from './RouterContext';

/** The route of manifests for repositories. */
export function addManifestRoutes(
  router: Router,
  context: RouterContext,
): void {
  router.post('/dpu-cluster-manifests', async (req, res) => {
    const caller = await callerOf(context, req);
    const body: ClusterManifestRequest = req.body;
    const { name, type } = body.request;
    const dryRun = Boolean(req.query.dryRun);
    const answer = await audited(
      context.auditor,
      {
        eventId: 'dpu-cluster-manifest',
        severityLevel: 'medium',
        request: req,
        meta: { name, type, dryRun },
      },
      () => context.manifests.make(body, caller, { dryRun }),
      ({ ref }) => ({ ref }),
    );
    res.json(answer);
  });
}
