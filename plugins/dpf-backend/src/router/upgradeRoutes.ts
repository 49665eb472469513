import { NotFoundError } from '@backstage/errors';
import { platformReadPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { Router } from 'express';
import { upgradeOf } from '../reads/upgradeOf';
import { RouterContext, audited, readerOf } from './RouterContext';

/** The route of DPF's own upgrade, for the platform's engineers. */
export function addUpgradeRoutes(router: Router, context: RouterContext): void {
  const { auditor, authorizer, managementClusters, upgradeSnapshots } = context;

  router.get(
    '/management-clusters/:managementCluster/upgrade',
    async (req, res) => {
      const credentials = await readerOf(context, req);
      const { managementCluster: name } = req.params;
      const answer = await audited(
        auditor,
        {
          eventId: 'management-cluster-fetch',
          request: req,
          meta: { queryType: 'upgrade', name },
        },
        async () => {
          await authorizer.assertBasic(platformReadPermission, credentials);
          const hosted = managementClusters.get(name);
          if (!hosted) {
            throw new NotFoundError(`There is no management cluster ${name}.`);
          }
          return upgradeOf(hosted, upgradeSnapshots);
        },
      );
      res.json(answer);
    },
  );
}
