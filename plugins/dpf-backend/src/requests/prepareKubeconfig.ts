import { DpuClusterRequest } from '@dpf-portal/dpf-model';
import { KubeconfigUploads, UsableUpload } from '../uploads/KubeconfigUploads';
import { UploadUse } from '../uploads/uploadClaim';
import { CompletedRequest } from './CompletedRequest';
import { KubeconfigSecretUse } from './KubeconfigSecretUse';

/** The purpose for which a request uses its upload. */
export function uploadUseOf(
  { kubeconfigUpload: handle }: DpuClusterRequest,
  completed: CompletedRequest,
): UploadUse | undefined {
  const { api, namespace, name, owner, requestDigest, requestId, requestedBy } =
    completed;
  return handle
    ? {
        handle,
        userEntityRef: requestedBy,
        requestId,
        requestDigest,
        owner,
        cluster: { group: api.group, namespace, name },
      }
    : undefined;
}

/**
 * Creates or checks the Secret of a static cluster before the cluster is created. A dry run only checks. Throws a
 * RequestProblemError or a ConflictError when the upload or the Secret cannot be used.
 */
export async function prepareKubeconfig(options: {
  request: DpuClusterRequest;
  completed: CompletedRequest;
  /** Set if the Secret exists before the cluster. */
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
