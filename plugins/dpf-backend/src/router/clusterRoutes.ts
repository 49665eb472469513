import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  DpuClusterAnswer,
  DpuClusterListQuery,
  UpdateDpuClusterAnswer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpuClusterChange,
  DpuClusterRequest,
  changedFields,
  reachOf,
} from '@dpf-portal/dpf-model';
import { Request, Router } from 'express';
import { LocatedCluster } from '../reads/locate';
import { dpuManifestsOf } from '../reads/dpuSelection';
import { diagnosisOf } from '../reads/diagnosisOf';
import { eventsOf } from '../reads/eventsOf';
import { ListCaller, NO_CALLER } from '../reads/needsFor';
import { objectOf } from '../reads/objectOf';
import { resourcesOf } from '../reads/resourcesOf';
import { sourceWithUnchecked } from '../reads/toManagementCluster';
import { ONE_CLUSTER as ONE, metaOf, refOf } from './clusterPath';
import {
  RouterContext,
  audited,
  callerOf,
  ownRefsOf,
  quotaOwnersOf,
  readerOf,
} from './RouterContext';

function addReads(router: Router, context: RouterContext): void {
  const { auditor, reader } = context;

  router.get('/dpu-clusters', async (req, res) => {
    const credentials = await readerOf(context, req);
    const list = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-fetch',
        request: req,
        meta: { queryType: 'all' },
      },
      async () => {
        const query: DpuClusterListQuery = req.query;
        return reader.list(
          query,
          credentials,
          await listCallerOf(context, req, query),
        );
      },
    );
    res.json(list);
  });

  /** Returns something about one cluster that the caller may read. */
  const addPart = <T>(
    path: string,
    queryType: string,
    read: (
      found: LocatedCluster,
      req: Request,
      credentials: BackstageCredentials,
    ) => T | Promise<T>,
  ) => {
    router.get(path, async (req, res) => {
      const credentials = await readerOf(context, req);
      const answer = await audited(
        auditor,
        {
          eventId: 'dpu-cluster-fetch',
          request: req,
          meta: metaOf(req, queryType),
        },
        async () =>
          read(await reader.get(refOf(req), credentials), req, credentials),
      );
      res.json(answer);
    });
  };

  addPart(ONE, 'by-ref', (found, _req, credentials) =>
    editableAnswerOf(context, found, credentials),
  );
  addPart(`${ONE}/findings`, 'findings', found => ({
    items: reader.view(found).findings,
  }));
  addPart(`${ONE}/events`, 'events', async found => {
    const items = await eventsOf(found);
    return items ? { items } : { items: [], unreadable: true };
  });
  addPart(`${ONE}/dpu-manifests`, 'dpu-manifests', dpuManifestsOf);
  addPart(`${ONE}/resources`, 'resources', async found => ({
    items: await resourcesOf(found),
  }));
  addPart(`${ONE}/resources/:uid`, 'resource', (found, req) =>
    objectOf(found, req.params.uid),
  );
  addPart(`${ONE}/diagnosis`, 'diagnosis', async found =>
    diagnosisOf(found, await answerOf(context, found), context),
  );
}

/** The caller, where the query is about the caller. */
async function listCallerOf(
  context: RouterContext,
  req: Request,
  query: DpuClusterListQuery,
): Promise<ListCaller> {
  if (!query.mine && !query.needs && !query.overview) {
    return NO_CALLER;
  }
  const own = await ownRefsOf(context, req);
  return { own, quotaOwners: quotaOwnersOf(own) };
}

async function answerOf(
  { reader }: RouterContext,
  found: LocatedCluster,
): Promise<DpuClusterAnswer> {
  const { hosted, cluster } = found;
  const source = await sourceWithUnchecked(hosted);
  return {
    item: reader.view(found),
    source,
    // What is known of an unreachable management cluster is from before.
    reach: source.reachable
      ? reachOf(cluster, hosted.connection.world(hosted.roles()))
      : undefined,
  };
}

/** The answer about a cluster with what the caller can change of it. */
async function editableAnswerOf(
  context: RouterContext,
  found: LocatedCluster,
  credentials: BackstageCredentials,
): Promise<DpuClusterAnswer> {
  const answer = await answerOf(context, found);
  const edits = await context.offeredEdits.for(found, credentials);
  return { ...answer, item: { ...answer.item, edits } };
}

function addWrites(router: Router, context: RouterContext): void {
  const { auditor, reader, requests, changes, deletion, recorder } = context;

  router.post('/dpu-clusters', async (req, res) => {
    const caller = await callerOf(context, req);
    const request: DpuClusterRequest = req.body;
    const dryRun = Boolean(req.query.dryRun);
    const answer = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-create',
        severityLevel: 'medium',
        request: req,
        meta: { name: request.name, type: request.type, dryRun },
      },
      () => requests.create(request, caller, { dryRun }),
      ({ item, created }) => ({ ref: item.ref, uid: item.uid, created }),
    );
    res.status(answer.created && !answer.dryRun ? 201 : 200).json(answer);
  });

  router.patch(ONE, async (req, res) => {
    const caller = await callerOf(context, req);
    const change: DpuClusterChange = req.body;
    const dryRun = Boolean(req.query.dryRun);
    const { confirmDpus } = req.query as { confirmDpus?: string };
    const { before, found, labelChange, effects } = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-update',
        severityLevel: 'medium',
        request: req,
        meta: {
          ...metaOf(req, 'by-ref'),
          fields: changedFields(change),
          dryRun,
        },
      },
      async () => {
        const known = await reader.get(refOf(req), caller.credentials);
        const options = { dryRun, confirmDpus };
        const changed = await changes.apply(known, change, caller, options);
        return { before: known, ...changed };
      },
    );
    if (!dryRun) {
      const by = caller.userEntityRef;
      void recorder.requested({ before, after: found }, change, by);
      if (change.kubeconfigUpload) {
        void recorder.noted(found, {
          setting: 'kubeconfig',
          detail: 'Its content was replaced.',
          by,
        });
      }
      if (change.renewCertificates) {
        void recorder.noted(found, {
          setting: 'certificates',
          detail: `Kamaji was asked to renew: ${change.renewCertificates}.`,
          by,
        });
      }
      if (change.restore) {
        void recorder.noted(found, {
          setting: 'control plane',
          detail: 'It was asked to be set back.',
          by,
        });
      }
    }
    const answer: UpdateDpuClusterAnswer = {
      ...(await editableAnswerOf(context, found, caller.credentials)),
      labelChange,
      effects,
    };
    res.json(answer);
  });

  router.delete(ONE, async (req, res) => {
    const caller = await callerOf(context, req);
    const uid = String(req.query.uid);
    const dryRun = Boolean(req.query.dryRun);
    await audited(
      auditor,
      {
        eventId: 'dpu-cluster-delete',
        severityLevel: 'medium',
        request: req,
        meta: { ...metaOf(req, 'by-ref'), uid, dryRun },
      },
      async () =>
        deletion.delete(
          await reader.get(refOf(req), caller.credentials),
          caller,
          { uid, dryRun },
        ),
    );
    res.status(204).end();
  });
}

/** Routes of DPU clusters. */
export function addClusterRoutes(router: Router, context: RouterContext): void {
  addReads(router, context);
  addWrites(router, context);
}
