import {
  DpuAnswer,
  DpuList,
  DpuListQuery,
  DpuRef,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../api/useDpfApi';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** Reads a page of the list of DPUs and keeps it up to date. @internal */
export function useDpus(query: DpuListQuery): LiveQuery<DpuList> {
  const api = useDpfApi();
  return useLiveQuery({
    key: JSON.stringify(query),
    load: signal => api.getDpus(query, { signal }),
    isStarting: ({ sources }) => sources.some(({ starting }) => starting),
    isBehind: ({ sources }) => sources.some(({ behind }) => behind),
    // A change of any DPU can add it to or remove it from a filtered, sorted page.
    concerns: () => true,
    keepPrevious: true,
  });
}

/** Reads one DPU with its conditions and keeps it up to date. @internal */
export function useDpu(ref: DpuRef): LiveQuery<DpuAnswer> {
  const api = useDpfApi();
  return useLiveQuery({
    key: JSON.stringify(ref),
    load: signal => api.getDpu(ref, { signal }),
    isStarting: ({ source }) => source.starting === true,
    isBehind: ({ source }) => source.behind === true,
    // Signals name clusters, and the DPU may have none.
    concerns: () => true,
  });
}
