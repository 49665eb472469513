import { DpuClusterRef, dpuClusterQuery } from '@dpf-portal/dpf-model';
import { useCallback } from 'react';
import { clusterRouteRef } from '../routes';
import { useMountedRoute } from './useMountedRoute';

/** The path of a cluster's page; `undefined` where the app has not mounted that page. */
export type ClusterPath = (ref: DpuClusterRef) => string | undefined;

/** The path of a cluster's page. */
export function useClusterPath(): ClusterPath {
  const route = useMountedRoute(clusterRouteRef);
  return useCallback(
    ({ managementCluster, namespace, name, group }) =>
      route &&
      `${route({ managementCluster, namespace, name })}${dpuClusterQuery({
        group,
      })}`,
    [route],
  );
}
