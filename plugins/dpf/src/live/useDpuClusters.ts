import {
  DpuClusterList,
  DpuClusterListQuery,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../api/useDpfApi';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** Reads a page of the list of clusters and keeps it up to date. @internal */
export function useDpuClusters(
  query: DpuClusterListQuery,
): LiveQuery<DpuClusterList> {
  const api = useDpfApi();
  return useLiveQuery({
    key: JSON.stringify(query),
    load: signal => api.listDpuClusters(query, { signal }),
    isStarting: ({ sources }) => sources.some(({ starting }) => starting),
    isBehind: ({ sources }) => sources.some(({ behind }) => behind),
    // A change of any cluster can add it to or remove it from a filtered, sorted page.
    concerns: () => true,
    keepPrevious: true,
  });
}
