import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** The ref by which the API and the routes know a cluster. */
export function clusterRefOf(cluster: DpuClusterView): DpuClusterRef {
  return {
    managementCluster: cluster.managementCluster,
    namespace: cluster.namespace,
    name: cluster.name,
    ...(cluster.groupQualifier && { group: cluster.groupQualifier }),
  };
}
