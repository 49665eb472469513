import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ResourceEntity,
} from '@backstage/catalog-model';
import {
  DpuClusterView,
  clusterRefOf,
  dpuClusterEntityName,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  dpuClusterEntityAnnotations,
  dpuClusterPageUrl,
  dpuClusterTitle,
  readOwner,
} from '@dpf-portal/dpf-model';
import {
  EntityContext,
  locationKeyOf,
  managementClusterEntityRef,
} from './managementClusterEntity';

/**
 * The entity of a DPU cluster. It contains no changing facts such as the phase, because the catalog would process the
 * entity after each change.
 */
export function toDpuClusterEntity(
  view: DpuClusterView,
  context: EntityContext,
): ResourceEntity {
  const location = locationKeyOf(context.managementCluster);
  const ref = clusterRefOf(view);
  const name = dpuClusterEntityName(ref);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: context.entityNamespace,
      title: dpuClusterTitle(ref),
      description: `DPU cluster of type ${view.type} on ${context.managementCluster.title}.`,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        ...dpuClusterEntityAnnotations({ ...view, group: ref.group }),
        ...kubernetesPluginAnnotations(name, context),
      },
      ...(context.pages.appBaseUrl && {
        links: [
          {
            url: dpuClusterPageUrl(ref, context.pages),
            title: 'DPU cluster',
            icon: 'dashboard',
          },
        ],
      }),
    },
    spec: {
      type: 'dpu-cluster',
      // The catalog demands an owner. One that the catalog does not know stays: the dpf back end reports it.
      owner: readOwner(view.owner) ?? context.defaultOwner,
      dependsOn: [managementClusterEntityRef(context)],
    },
  };
}

/** `kubernetes-backend-module-dpf` names a cluster as its entity is named. */
function kubernetesPluginAnnotations(
  clusterName: string,
  { kubernetesPlugin }: EntityContext,
): Record<string, string> {
  return kubernetesPlugin
    ? {
        'backstage.io/kubernetes-cluster': clusterName,
        ...(kubernetesPlugin.labelSelector && {
          'backstage.io/kubernetes-label-selector':
            kubernetesPlugin.labelSelector,
        }),
      }
    : {};
}
