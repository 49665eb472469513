import { NotFoundError } from '@backstage/errors';
import {
  dpuClusterReadPermission,
  managementClusterReadPermission,
  platformReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpfPolicy,
  ManagementClusterControllers,
  NodeMatches,
  labelsProblem,
  nodeMatches,
} from '@dpf-portal/dpf-model';
import { Request, Router } from 'express';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { networksOf } from '../reads/networksOf';
import { toManagementCluster } from '../reads/toManagementCluster';
import { RequestProblemError } from '../requests/requestErrors';
import {
  RouterContext,
  audited,
  ownRefsOf,
  quotaOwnersOf,
  readerOf,
} from './RouterContext';
import { quotaUseOf } from '../quota/ClusterQuota';

function controllersOf(
  hosted: HostedManagementCluster,
): ManagementClusterControllers {
  return {
    managementCluster: hosted.settings.name,
    roles: hosted.roles(),
    findings: hosted.findings(),
  };
}

/** The policy for the clusters of a caller. While the server cannot be reached, the configured one. */
function policyFor(
  { ownerNamespaces, settings, connection }: HostedManagementCluster,
  owners: readonly string[],
): Promise<DpfPolicy> | DpfPolicy {
  const { policy } = settings;
  return owners.length && connection.status().reachable
    ? ownerNamespaces.policyFor(policy, owners).catch(() => policy)
    : policy;
}

/** Reads `label=key=value`, which may be given several times. */
function selectorOf({ query }: Request): Record<string, string> {
  const { label } = query as { label?: string | string[] };
  const labels = [label ?? []].flat().map((text): [string, string] => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  return Object.fromEntries(labels);
}

function nodeMatchesOf(
  hosted: HostedManagementCluster,
  req: Request,
): NodeMatches {
  const selector = selectorOf(req);
  const problem = labelsProblem(selector);
  if (problem) {
    throw new RequestProblemError([{ field: 'label', reason: problem }]);
  }
  return nodeMatches(selector, hosted.connection.world(hosted.roles()));
}

/** Routes of management clusters. */
export function addManagementClusterRoutes(
  router: Router,
  context: RouterContext,
): void {
  const { auditor, authorizer, endpoints, managementClusters } = context;

  const addRead = <T>(
    path: string,
    queryType: string,
    read: (req: Request) => T | Promise<T>,
  ) => {
    router.get(path, async (req, res) => {
      const credentials = await readerOf(context, req);
      const answer = await audited(
        auditor,
        {
          eventId: 'management-cluster-fetch',
          request: req,
          meta: { queryType, name: req.params.managementCluster },
        },
        async () => {
          await authorizer.assertBasic(
            managementClusterReadPermission,
            credentials,
          );
          return read(req);
        },
      );
      res.json(answer);
    });
  };
  const named = (req: Request) => {
    const hosted = managementClusters.get(req.params.managementCluster);
    if (!hosted) {
      throw new NotFoundError(
        `There is no management cluster ${req.params.managementCluster}.`,
      );
    }
    return hosted;
  };

  addRead('/management-clusters', 'all', async req => {
    const owners = quotaOwnersOf(await ownRefsOf(context, req));
    const items = managementClusters.list().map(async hosted => {
      const quotas = owners.flatMap(owner => quotaUseOf(hosted, owner) ?? []);
      return {
        ...toManagementCluster(hosted),
        policy: await policyFor(hosted, owners),
        ...(quotas.length && { quotas }),
      };
    });
    return { items: await Promise.all(items) };
  });
  addRead(
    '/management-clusters/:managementCluster/controllers',
    'controllers',
    req => controllersOf(named(req)),
  );
  addRead(
    '/management-clusters/:managementCluster/networks',
    'networks',
    async req => {
      const credentials = await readerOf(context, req);
      return networksOf(named(req), endpoints, managementClusters, {
        all: await authorizer.allowsBasic(platformReadPermission, credentials),
        mayRead: await authorizer.check(dpuClusterReadPermission, credentials),
      });
    },
  );
  addRead(
    '/management-clusters/:managementCluster/node-matches',
    'node-matches',
    req => nodeMatchesOf(named(req), req),
  );
}
