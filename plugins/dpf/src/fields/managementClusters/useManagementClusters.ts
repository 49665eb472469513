import { ManagementCluster } from '@dpf-portal/dpf-model';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';

/** The management clusters on which a cluster can be requested. */
export function useManagementClusters(): {
  items?: ManagementCluster[];
  error?: Error;
} {
  const api = useDpfApi();
  const { value, error } = useAsync(() => api.listManagementClusters(), [api]);
  return { items: value?.items, error };
}
