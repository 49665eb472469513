import {
  DpuCluster,
  DpuClusterRequest,
  FIELD_MANAGERS,
} from '@dpf-portal/dpf-model';
import { Clock, isAlreadyExists } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { KubeconfigUploads } from '../uploads/KubeconfigUploads';
import { Caller } from './Caller';
import { CompletedRequest } from './CompletedRequest';
import { KubeconfigSecretUse } from './KubeconfigSecretUse';
import { nameTaken } from './RepeatedRequests';
import { prepareKubeconfig, uploadUseOf } from './prepareKubeconfig';
import { toPortalError } from './requestErrors';
import { dpuClusterResource, toDpuCluster } from './toDpuCluster';

/** A request that may be carried out. */
export interface AcceptedRequest {
  request: DpuClusterRequest;
  completed: CompletedRequest;
  hosted: HostedManagementCluster;
  caller: Caller;
  authorizer: DpuClusterAuthorizer;
  clock: Pick<Clock, 'now'>;
}

/** Writes what a request asks for: the Secret of its kubeconfig, the DPUCluster, and who owns the Secret. */
export async function makeCluster(
  { request, completed, hosted, caller, authorizer, clock }: AcceptedRequest,
  { dryRun }: { dryRun: boolean },
): Promise<DpuCluster> {
  const { connection, settings } = hosted;
  const uploads = new KubeconfigUploads({ hosted, clock });
  const secretUse = completed.kubeconfigSecret
    ? new KubeconfigSecretUse({
        hosted,
        authorizer,
        request: completed,
        isNamed: request.kubeconfigSecret !== undefined,
        caller,
      })
    : undefined;
  const { serverVersion } = await prepareKubeconfig({
    request,
    completed,
    secretUse,
    uploads,
    dryRun,
  });
  if (completed.version && !request.version) {
    // A registered cluster has its own version.
    completed.version = serverVersion ?? completed.version;
  }
  if (serverVersion && !request.version) {
    completed.shownVersion = { value: serverVersion, setBy: 'cluster' };
  }
  let cluster: DpuCluster;
  try {
    cluster = await connection.client.create<DpuCluster>(
      dpuClusterResource(completed.api),
      toDpuCluster(completed),
      { dryRun, fieldManager: FIELD_MANAGERS.requests },
    );
  } catch (error) {
    throw isAlreadyExists(error)
      ? nameTaken(completed.namespace, completed.name)
      : toPortalError(error, settings.name);
  }
  if (!dryRun) {
    await secretUse?.confirm(cluster);
    connection.overlay(cluster);
    await uploads.finish(cluster, uploadUseOf(request, completed));
  }
  return cluster;
}
