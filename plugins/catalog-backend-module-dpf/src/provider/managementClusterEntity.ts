import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ResourceEntity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { DPF_ANNOTATIONS, PortalPages } from '@dpf-portal/dpf-model';
import { DpfProviderConfig } from '../config/readProviderConfig';

/**
 * The common settings of all entities of one management cluster.
 *
 * @public
 */
export interface EntityContext {
  managementCluster: DpfProviderConfig['managementClusters'][number];
  defaultOwner: string;
  entityNamespace: string;
  /** For links, which must be absolute in the catalog. Without `appBaseUrl` entities have no links. */
  pages: PortalPages;
  /** What links DPU clusters to Backstage's Kubernetes plugin. Absent: nothing does. */
  kubernetesPlugin?: DpfProviderConfig['kubernetesPlugin'];
}

/** The location key, by which the catalog distinguishes this provider's entities from others of the same name. */
export function locationKeyOf(managementCluster: { name: string }): string {
  return `dpf-provider:${managementCluster.name}`;
}

/** The entity of a management cluster without an existing entity. */
export function toManagementClusterEntity(
  context: EntityContext,
): ResourceEntity {
  const { managementCluster, defaultOwner, entityNamespace } = context;
  const { name, title } = managementCluster;
  const location = locationKeyOf(managementCluster);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: entityNamespace,
      title,
      description: 'Kubernetes cluster on which DPU clusters are managed.',
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [DPF_ANNOTATIONS.managementCluster]: name,
      },
    },
    spec: { type: 'dpf-management-cluster', owner: defaultOwner },
  };
}

/** Ref of the entity that represents the management cluster. */
export function managementClusterEntityRef(context: EntityContext): string {
  return (
    context.managementCluster.entityRef ??
    stringifyEntityRef(toManagementClusterEntity(context))
  );
}
