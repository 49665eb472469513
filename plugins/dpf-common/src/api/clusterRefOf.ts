import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { DpuClusterView } from './DpuClusterView';

/** The reference by which the API, routes and links name the cluster of a view. @public */
export function clusterRefOf(
  cluster: Pick<
    DpuClusterView,
    'managementCluster' | 'namespace' | 'name' | 'groupQualifier'
  >,
): DpuClusterRef {
  return {
    managementCluster: cluster.managementCluster,
    namespace: cluster.namespace,
    name: cluster.name,
    ...(cluster.groupQualifier && { group: cluster.groupQualifier }),
  };
}
