import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** The reference that identifies a cluster in the API and in routes. */
export function clusterRefOf(cluster: DpuClusterView): DpuClusterRef {
  return {
    managementCluster: cluster.managementCluster,
    namespace: cluster.namespace,
    name: cluster.name,
    ...(cluster.groupQualifier && { group: cluster.groupQualifier }),
  };
}
