import { ServiceUnavailableError } from '@backstage/errors';
import { DpuCluster } from '@dpf-portal/dpf-model';
import { isNotFound } from '@dpf-portal/kube-controller';
import type { ManagementClusterConnection } from '@dpf-portal/dpf-world';

/**
 * Reads one cluster from the server; `undefined` when it does not exist, or its API is not served. Throws the client's
 * errors, and a 503 while the served APIs are unknown.
 */
export async function findLive(
  connection: ManagementClusterConnection,
  group: string,
  namespace: string,
  name: string,
): Promise<DpuCluster | undefined> {
  const capabilities = connection.capabilities();
  if (!capabilities) {
    const { problem } = connection.status();
    throw new ServiceUnavailableError(
      problem ?? `${connection.name} is still being read.`,
    );
  }
  if (!capabilities.apis.some(api => api.group === group)) {
    return undefined;
  }
  try {
    return await connection.getLive(group, namespace, name);
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}
