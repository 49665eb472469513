import { useApi } from '@backstage/core-plugin-api';
import { ManagementCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import useAsync from 'react-use/esm/useAsync';
import { dpfApiRef } from '../../api';

/** The management clusters a cluster can be asked for on. */
export function useManagementClusters(): {
  items?: ManagementCluster[];
  error?: Error;
} {
  const api = useApi(dpfApiRef);
  const { value, error } = useAsync(() => api.listManagementClusters(), [api]);
  return { items: value?.items, error };
}
