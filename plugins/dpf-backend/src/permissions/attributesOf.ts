import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { DpuCluster, shownAnnotations } from '@dpf-portal/dpf-model';
import { DpuClusterAttributes } from './dpuClusterResourceRef';

/** The canonical spelling of an entity ref; `undefined` when it is none. */
export function canonicalEntityRef(
  ref: string | undefined,
): string | undefined {
  if (!ref) {
    return undefined;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    return undefined;
  }
}

/** The attributes of a cluster for permission rules. */
export function attributesOf(
  managementCluster: string,
  cluster: DpuCluster,
): DpuClusterAttributes {
  const { name, namespace = '' } = cluster.metadata;
  const shown = shownAnnotations(cluster.metadata.annotations);
  return {
    ...shown,
    managementCluster,
    namespace,
    name,
    type: cluster.spec.type,
    owner: canonicalEntityRef(shown.owner),
  };
}
