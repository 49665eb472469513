import { DpuClusterRequest } from '@dpf-portal/dpf-model';
import { KubeconfigUploads, UsableUpload } from '../uploads/KubeconfigUploads';
import { UploadUse } from '../uploads/uploadClaim';
import { CompletedRequest } from './CompletedRequest';
import { KubeconfigSecretUse } from './KubeconfigSecretUse';

/** What a request that brings an upload uses it for. */
export function uploadUseOf(
  { kubeconfigUpload: handle }: DpuClusterRequest,
  completed: CompletedRequest,
): UploadUse | undefined {
  const { api, namespace, name, requestId, requestedBy } = completed;
  return handle
    ? {
        handle,
        userEntityRef: requestedBy,
        requestId,
        cluster: { group: api.group, namespace, name },
      }
    : undefined;
}

/**
 * Sees to it that the Secret of a static cluster is there before the cluster is. A dry run only looks whether it could
 * be. Throws a RequestProblemError or a ConflictError when the upload or the Secret cannot be used.
 */
export async function prepareKubeconfig(options: {
  request: DpuClusterRequest;
  completed: CompletedRequest;
  /** Given where the cluster has a Secret before it exists. */
  secretUse?: KubeconfigSecretUse;
  uploads: KubeconfigUploads;
  dryRun: boolean;
}): Promise<UsableUpload> {
  const { request, completed, secretUse, uploads, dryRun } = options;
  await secretUse?.check();
  const use = uploadUseOf(request, completed);
  if (!use) {
    return {};
  }
  return dryRun ? uploads.check(use) : uploads.copyToAdminSecret(use);
}
