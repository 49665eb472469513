import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_DPU_CLUSTER } from '@dpf-portal/backstage-plugin-dpf-common';
import { ShownAnnotations } from '@dpf-portal/dpf-model';

/**
 * The attributes for permission rules. An existing cluster and a requested one have the same.
 *
 * @public
 */
export interface DpuClusterAttributes extends ShownAnnotations {
  managementCluster: string;
  namespace: string;
  name: string;
  type: string;
  /** Entity ref, canonical. */
  owner?: string;
}

/** Names one attribute and the values it may have. @public */
export interface DpuClusterFilter {
  key: keyof DpuClusterAttributes;
  values: string[];
}

/** The DPU cluster as a resource of permission rules. @public */
export const dpuClusterPermissionResourceRef = createPermissionResourceRef<
  DpuClusterAttributes,
  DpuClusterFilter
>().with({ pluginId: 'dpf', resourceType: RESOURCE_TYPE_DPU_CLUSTER });
