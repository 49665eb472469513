import { NotFoundError } from '@backstage/errors';
import { platformReadPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { Router } from 'express';
import { RouterContext, audited, readerOf } from './RouterContext';

/** Routes of the platform's page. */
export function addPlatformRoutes(
  router: Router,
  context: RouterContext,
): void {
  const { auditor, authorizer, managementClusters, platform, setup } = context;

  router.get('/platform', async (req, res) => {
    const credentials = await readerOf(context, req);
    const answer = await audited(
      auditor,
      {
        eventId: 'management-cluster-fetch',
        request: req,
        meta: { queryType: 'platform' },
      },
      async () => {
        await authorizer.assertBasic(platformReadPermission, credentials);
        return platform.overview(credentials);
      },
    );
    res.json(answer);
  });

  router.get(
    '/management-clusters/:managementCluster/setup',
    async (req, res) => {
      const credentials = await readerOf(context, req);
      const name = req.params.managementCluster;
      const again = Boolean(req.query.again);
      const answer = await audited(
        auditor,
        {
          eventId: 'management-cluster-fetch',
          request: req,
          meta: { queryType: 'setup', name, again },
        },
        async () => {
          await authorizer.assertBasic(platformReadPermission, credentials);
          const hosted = managementClusters.get(name);
          if (!hosted) {
            throw new NotFoundError(`There is no management cluster ${name}.`);
          }
          return setup.of(hosted, { again });
        },
      );
      res.setHeader('Cache-Control', 'no-store');
      res.json(answer);
    },
  );
}
