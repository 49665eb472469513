import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ResourceEntity,
} from '@backstage/catalog-model';
import {
  DPF_ANNOTATIONS,
  DpuClusterView,
  dpuClusterEntityName,
  dpuClusterPagePath,
  entityRefProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { EntityContext, locationKeyOf } from './EntityContext';
import { managementClusterEntityRef } from './managementClusterEntity';

/** The owner it names, if that can be one. */
export function validOwnerOf(view: DpuClusterView): string | undefined {
  return view.owner && !entityRefProblem(view.owner) ? view.owner : undefined;
}

function annotationsOf(view: DpuClusterView): Record<string, string> {
  const annotations: Record<string, string | undefined> = {
    [DPF_ANNOTATIONS.managementCluster]: view.managementCluster,
    [DPF_ANNOTATIONS.namespace]: view.namespace,
    [DPF_ANNOTATIONS.name]: view.name,
    [DPF_ANNOTATIONS.uid]: view.uid,
    [DPF_ANNOTATIONS.group]: view.groupQualifier,
    [DPF_ANNOTATIONS.purpose]: view.purpose,
    [DPF_ANNOTATIONS.expires]: view.expires,
    [DPF_ANNOTATIONS.requestedBy]: view.requestedBy,
    [DPF_ANNOTATIONS.templateRef]: view.templateRef,
  };
  return Object.fromEntries(
    Object.entries(annotations).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    ),
  );
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
        ...annotationsOf(view),
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
