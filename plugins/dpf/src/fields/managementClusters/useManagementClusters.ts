import { ManagementCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api';

/** The management clusters a cluster can be asked for on. */
export function useManagementClusters(): {
  items?: ManagementCluster[];
  error?: Error;
} {
  const api = useDpfApi();
  const { value, error } = useAsync(() => api.listManagementClusters(), [api]);
  return { items: value?.items, error };
}
