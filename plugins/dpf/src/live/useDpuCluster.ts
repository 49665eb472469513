import {
  DpuClusterAnswer,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef, stringifyDpuClusterRef } from '@dpf-portal/dpf-model';
import { useDpfApi } from '../api/useDpfApi';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** One cluster, kept up to date. @internal */
export function useDpuCluster(ref: DpuClusterRef): LiveQuery<DpuClusterAnswer> {
  const api = useDpfApi();
  return useLiveQuery({
    key: stringifyDpuClusterRef(ref),
    load: signal => api.getDpuCluster(ref, { signal }),
    isStarting: ({ source }) => source.starting === true,
    // Without an answer every signal concerns it: after a "not found" the name may come back with another uid.
    concerns: (signal, value) => signalConcerns(signal, value?.item.signalKey),
  });
}
