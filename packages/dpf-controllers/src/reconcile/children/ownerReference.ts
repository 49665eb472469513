import { DpuCluster } from '@dpf-portal/dpf-model';
import { OwnerReference } from '@dpf-portal/kube-controller';

/**
 * Makes the garbage collector take the child with the cluster. Not a controller reference: a foreign one on its Service
 * blocks Kamaji for ever.
 */
export function ownerReference(cluster: DpuCluster): OwnerReference {
  return {
    apiVersion: cluster.apiVersion ?? '',
    kind: cluster.kind ?? 'DPUCluster',
    name: cluster.metadata.name,
    uid: cluster.metadata.uid ?? '',
  };
}
