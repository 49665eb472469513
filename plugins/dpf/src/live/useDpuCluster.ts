import { useApi } from '@backstage/core-plugin-api';
import {
  DpuClusterAnswer,
  DpuClusterRef,
  stringifyDpuClusterRef,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { dpfApiRef } from '../api';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** One cluster, kept up to date. @internal */
export function useDpuCluster(ref: DpuClusterRef): LiveQuery<DpuClusterAnswer> {
  const api = useApi(dpfApiRef);
  return useLiveQuery({
    key: stringifyDpuClusterRef(ref),
    load: signal => api.getDpuCluster(ref, { signal }),
    isStarting: ({ source }) => source.starting === true,
    // Before the first answer the uid is not known, and after a "not found" the name may come back with another one.
    concerns: (uids, value) => !value || uids.includes(value.item.uid),
  });
}
