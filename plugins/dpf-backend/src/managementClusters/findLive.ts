import { ServiceUnavailableError } from '@backstage/errors';
import { DpuCluster } from '@dpf-portal/dpf-model';
import { isNotFound } from '@dpf-portal/kube-controller';
import type { ManagementClusterConnection } from '@dpf-portal/dpf-world';

/**
 * Asks the server for one cluster; `undefined` when there is none, or its API is not served. Throws what the runtime
 * throws, and a 503 while it is not known yet what is served.
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
