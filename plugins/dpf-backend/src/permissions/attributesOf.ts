import { DpuCluster, shownAnnotations } from '@dpf-portal/dpf-model';
import { DpuClusterAttributes } from './dpuClusterResourceRef';

/** The attributes of a cluster for permission rules. */
export function attributesOf(
  managementCluster: string,
  cluster: DpuCluster,
): DpuClusterAttributes {
  const { name, namespace = '' } = cluster.metadata;
  return {
    ...shownAnnotations(cluster.metadata.annotations),
    managementCluster,
    namespace,
    name,
    type: cluster.spec.type,
  };
}
