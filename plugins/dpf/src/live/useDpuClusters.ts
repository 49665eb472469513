import {
  DpuClusterList,
  DpuClusterListQuery,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../api/useDpfApi';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** A page of the list of clusters, kept up to date. @internal */
export function useDpuClusters(
  query: DpuClusterListQuery,
): LiveQuery<DpuClusterList> {
  const api = useDpfApi();
  return useLiveQuery({
    key: JSON.stringify(query),
    load: signal => api.listDpuClusters(query, { signal }),
    isStarting: ({ sources }) => sources.some(({ starting }) => starting),
    // Any cluster that changes may enter or leave a filtered, sorted page.
    concerns: () => true,
    keepPrevious: true,
  });
}
