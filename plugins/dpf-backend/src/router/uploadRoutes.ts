import {
  KubeconfigCheckRequest,
  KubeconfigUploadRequest,
  dpuClusterCreatePermission,
  dpuClusterUpdatePermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Router } from 'express';
import {
  assertWritable,
  chooseManagementCluster,
} from '../requests/chooseManagementCluster';
import { Caller } from '../requests/Caller';
import { KubeconfigUploads } from '../uploads/KubeconfigUploads';
import { UserRate } from '../uploads/UserRate';
import { RouterContext, audited, callerOf } from './RouterContext';

/** Each upload parses hostile input and connects to a server that the user chooses. */
const MOST_A_MINUTE = 30;
const PERMISSIONS = [dpuClusterCreatePermission, dpuClusterUpdatePermission];

/** Routes of kubeconfig uploads. A user who may request or change any cluster may upload. */
export function addUploadRoutes(router: Router, context: RouterContext): void {
  const { auditor, authorizer, managementClusters, clock } = context;
  const limit = MOST_A_MINUTE;
  const uploadRate = new UserRate({ clock, limit, what: 'uploads' });
  const checkRate = new UserRate({ clock, limit, what: 'checks of uploads' });

  /** The uploads of a management cluster, for users who may upload. */
  async function uploadsFor(
    caller: Caller,
    managementCluster: string | undefined,
    rate: UserRate,
  ): Promise<KubeconfigUploads> {
    await authorizer.assertForSome(PERMISSIONS, caller.credentials);
    rate.take(caller.userEntityRef);
    const hosted = chooseManagementCluster(
      managementClusters,
      managementCluster,
    );
    assertWritable(hosted);
    return new KubeconfigUploads({ hosted, clock });
  }

  router.post('/kubeconfig-uploads', async (req, res) => {
    const caller = await callerOf(context, req);
    const {
      managementCluster,
      kubeconfig,
      context: kubeconfigContext,
    } = req.body as KubeconfigUploadRequest;
    const answer = await audited(
      auditor,
      {
        eventId: 'kubeconfig-upload',
        severityLevel: 'medium',
        request: req,
        meta: { managementCluster: managementCluster ?? null },
      },
      async () => {
        const uploads = await uploadsFor(caller, managementCluster, uploadRate);
        return uploads.add(kubeconfig, caller.userEntityRef, {
          context: kubeconfigContext,
        });
      },
      ({ problems }) => ({ problems: problems.map(({ code }) => code) }),
    );
    res.status(answer.handle ? 201 : 200).json(answer);
  });

  router.post('/kubeconfig-uploads/check', async (req, res) => {
    const caller = await callerOf(context, req);
    const { managementCluster, kubeconfigUpload, requestId } =
      req.body as KubeconfigCheckRequest;
    const answer = await audited(
      auditor,
      {
        eventId: 'kubeconfig-check',
        request: req,
        meta: { managementCluster: managementCluster ?? null },
      },
      async () => {
        const uploads = await uploadsFor(caller, managementCluster, checkRate);
        return uploads.inspect({
          handle: kubeconfigUpload,
          userEntityRef: caller.userEntityRef,
          requestId,
        });
      },
      ({ problems, warnings }) => ({
        problems: [...problems, ...warnings].map(({ code }) => code),
      }),
    );
    res.json(answer);
  });
}
