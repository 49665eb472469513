import { Entity } from '@backstage/catalog-model';
import { DPF_ANNOTATIONS, DpuClusterRef } from '@dpf-portal/dpf-model';

/** Whether an entity represents a DPU cluster. @public */
export function isDpuClusterEntity(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    entity.spec?.type === 'dpu-cluster'
  );
}

/** The cluster that an entity represents; undefined if an annotation that identifies it is missing. */
export function clusterRefOfEntity(entity: Entity): DpuClusterRef | undefined {
  const { annotations = {} } = entity.metadata;
  const managementCluster = annotations[DPF_ANNOTATIONS.managementCluster];
  const namespace = annotations[DPF_ANNOTATIONS.namespace];
  const name = annotations[DPF_ANNOTATIONS.name];
  const group = annotations[DPF_ANNOTATIONS.group];
  return managementCluster && namespace && name
    ? { managementCluster, namespace, name, ...(group && { group }) }
    : undefined;
}
