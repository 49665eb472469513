import { ApiHolder } from '@backstage/core-plugin-api';
import { ManagementCluster } from '@dpf-portal/dpf-model';
import { dpfApiRef } from '../../api/useDpfApi';

/**
 * The management clusters, for a validator. `undefined` where they cannot be read: a failed check must not block the form,
 * because the server checks the request again.
 */
export async function readManagementClusters(
  apiHolder: ApiHolder,
): Promise<ManagementCluster[] | undefined> {
  try {
    const answer = await apiHolder.get(dpfApiRef)?.listManagementClusters();
    return answer?.items;
  } catch {
    return undefined;
  }
}
