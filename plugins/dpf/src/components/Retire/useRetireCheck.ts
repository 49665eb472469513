import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';
import { clusterRefOf } from '../../describe/clusterRefOf';

/** Asks the server in a dry run whether it would let the cluster go; `refused` says why not. */
export function useRetireCheck(cluster: DpuClusterView): {
  loading: boolean;
  refused?: string;
} {
  const api = useDpfApi();
  const { loading, error } = useAsync(
    () =>
      api.deleteDpuCluster(clusterRefOf(cluster), {
        uid: cluster.uid,
        dryRun: true,
      }),
    [api, cluster.uid, cluster.resourceVersion],
  );
  return { loading, refused: error?.message };
}
