import { useRouteRef } from '@backstage/core-plugin-api';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { useCallback } from 'react';
import { clusterRouteRef } from '../routes';

/** The path of a cluster's page. */
export function useClusterPath(): (ref: DpuClusterRef) => string {
  const route = useRouteRef(clusterRouteRef);
  return useCallback(
    ({ managementCluster, namespace, name, group }) => {
      const path = route({ managementCluster, namespace, name });
      return group ? `${path}?group=${encodeURIComponent(group)}` : path;
    },
    [route],
  );
}
