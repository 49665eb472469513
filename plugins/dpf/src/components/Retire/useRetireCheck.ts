import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';

/** Checks by a dry run whether the server would delete the cluster; `refused` is the reason if not. */
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
