import { stringifyEntityRef } from '@backstage/catalog-model';
import { DpuClusterRef, shortName } from '@dpf-portal/dpf-model';

/**
 * The name of a cluster's catalog entity: `<mc>.<ns>.<name>`, with `.dpf` for the guide's group beside the released one.
 * Over 63 characters it is cut and ends in a hash of the whole.
 *
 * @public
 */
export function dpuClusterEntityName(ref: DpuClusterRef): string {
  return shortName(
    `${ref.managementCluster}.${ref.namespace}.${ref.name}${
      ref.group ? '.dpf' : ''
    }`,
  );
}

/**
 * The entity ref of a cluster in the catalog.
 *
 * @public
 */
export function dpuClusterEntityRef(
  ref: DpuClusterRef,
  options: { entityNamespace?: string } = {},
): string {
  return stringifyEntityRef({
    kind: 'Resource',
    namespace: options.entityNamespace ?? 'default',
    name: dpuClusterEntityName(ref),
  });
}
