import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ResourceEntity,
} from '@backstage/catalog-model';
import {
  DpuClusterView,
  dpuClusterEntityName,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  dpuClusterEntityAnnotations,
  dpuClusterPagePath,
  entityRefProblem,
} from '@dpf-portal/dpf-model';
import { ProvidedManagementCluster } from '../config/readProviderConfig';
import { managementClusterEntityRef } from './managementClusterEntity';

/** What all entities of one management cluster have in common. */
export interface EntityContext {
  managementCluster: ProvidedManagementCluster;
  defaultOwner: string;
  entityNamespace: string;
  /** Where the portal is: the catalog takes absolute links only. Without it there are none. */
  appBaseUrl?: string;
}

/** The key by which the catalog tells this provider's entities from others of the same name. */
export function locationKeyOf(managementCluster: { name: string }): string {
  return `dpf-provider:${managementCluster.name}`;
}

/** The owner it names, if that can be one. */
export function validOwnerOf(view: DpuClusterView): string | undefined {
  return view.owner && !entityRefProblem(view.owner) ? view.owner : undefined;
}

/**
 * The entity of a DPU cluster. It holds nothing that changes while the cluster lives (no phase), or the catalog would
 * process it again and again.
 */
export function toDpuClusterEntity(
  view: DpuClusterView,
  context: EntityContext,
): ResourceEntity {
  const location = locationKeyOf(context.managementCluster);
  const ref = { ...view, group: view.groupQualifier };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: dpuClusterEntityName(ref),
      namespace: context.entityNamespace,
      title: view.name,
      description: `DPU cluster of type ${view.type} on ${context.managementCluster.title}.`,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        ...dpuClusterEntityAnnotations(ref),
      },
      ...(context.appBaseUrl && {
        links: [
          {
            url: `${context.appBaseUrl}${dpuClusterPagePath(ref)}`,
            title: 'DPU cluster',
            icon: 'dashboard',
          },
        ],
      }),
    },
    spec: {
      type: 'dpu-cluster',
      owner: validOwnerOf(view) ?? context.defaultOwner,
      dependsOn: [managementClusterEntityRef(context)],
    },
  };
}
