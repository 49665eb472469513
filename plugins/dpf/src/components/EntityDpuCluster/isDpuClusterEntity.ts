import { Entity } from '@backstage/catalog-model';

/** Whether an entity stands for a DPU cluster. @public */
export function isDpuClusterEntity(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    entity.spec?.type === 'dpu-cluster'
  );
}
