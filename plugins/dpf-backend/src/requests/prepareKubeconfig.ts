import { DpuClusterRequest } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterConnection } from '../managementClusters';
import { AdminSecrets, KubeconfigUploads, UsableUpload } from '../uploads';
import { CompletedRequest } from './CompletedRequest';
import { RequestProblemError } from './RequestProblemError';

async function assertSecretIsFree(
  name: string,
  { namespace, requestId }: CompletedRequest,
  connection: ClusterConnection,
): Promise<void> {
  const use = await new AdminSecrets(connection).useOf(
    namespace,
    name,
    requestId,
  );
  if (use !== 'free') {
    throw new RequestProblemError([
      {
        field: 'kubeconfigSecret',
        reason:
          use === 'missing'
            ? `There is no Secret ${name} in ${namespace}.`
            : `The Secret ${name} belongs to another cluster.`,
      },
    ]);
  }
}

/**
 * Sees to it that the Secret of a static cluster is there before the cluster is. A dry run only looks whether it could
 * be. Throws a RequestProblemError when the upload or the Secret cannot be used.
 */
export async function prepareKubeconfig(options: {
  request: DpuClusterRequest;
  completed: CompletedRequest;
  connection: ClusterConnection;
  uploads: KubeconfigUploads;
  dryRun: boolean;
}): Promise<UsableUpload> {
  const { request, completed, connection, uploads, dryRun } = options;
  if (request.kubeconfigSecret) {
    await assertSecretIsFree(request.kubeconfigSecret, completed, connection);
  }
  if (!request.kubeconfigUpload) {
    return {};
  }
  const { api, namespace, name, requestId, requestedBy } = completed;
  const use = {
    handle: request.kubeconfigUpload,
    userEntityRef: requestedBy,
    requestId,
    cluster: { group: api.group, namespace, name },
  };
  return dryRun ? uploads.check(use) : uploads.copyToAdminSecret(use);
}
