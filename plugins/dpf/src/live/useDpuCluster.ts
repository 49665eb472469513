import {
  DpuClusterAnswer,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef, stringifyDpuClusterRef } from '@dpf-portal/dpf-model';
import { useDpfApi } from '../api/useDpfApi';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** Reads one cluster and keeps it up to date. @internal */
export function useDpuCluster(ref: DpuClusterRef): LiveQuery<DpuClusterAnswer> {
  const api = useDpfApi();
  return useLiveQuery({
    key: stringifyDpuClusterRef(ref),
    load: signal => api.getDpuCluster(ref, { signal }),
    isStarting: ({ source }) => source.starting === true,
    isBehind: ({ source }) => source.behind === true,
    // Without a value every signal is relevant: after "not found" the name may be created again with another uid.
    concerns: (signal, value) => signalConcerns(signal, value?.item.signalKey),
  });
}
