import { useRouteRef } from '@backstage/core-plugin-api';
import { DpuClusterRef, dpuClusterQuery } from '@dpf-portal/dpf-model';
import { useCallback } from 'react';
import { clusterRouteRef } from '../routes';

/** The path of a cluster's page. */
export function useClusterPath(): (ref: DpuClusterRef) => string {
  const route = useRouteRef(clusterRouteRef);
  return useCallback(
    ({ managementCluster, namespace, name, group }) =>
      `${route({ managementCluster, namespace, name })}${dpuClusterQuery({
        group,
      })}`,
    [route],
  );
}
