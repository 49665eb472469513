import {
  DpfApi,
  DpfRequestOptions,
  DpuClusterView,
  signalConcerns,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { useDpfApi } from '../../api/useDpfApi';
import { LiveQuery, useLiveQuery } from '../../live/useLiveQuery';

/** Reads one list of a cluster and keeps it up to date like the cluster itself. */
export function useClusterDetail<A extends { items: object[] }>(options: {
  cluster: DpuClusterView;
  name: string;
  read(api: DpfApi, ref: DpuClusterRef, request: DpfRequestOptions): Promise<A>;
}): LiveQuery<A> {
  const { cluster, name, read } = options;
  const api = useDpfApi();
  return useLiveQuery({
    key: `${cluster.uid}/${name}`,
    load: signal => read(api, clusterRefOf(cluster), { signal }),
    concerns: signal => signalConcerns(signal, cluster.signalKey),
  });
}
