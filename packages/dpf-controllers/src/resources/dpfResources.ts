import { ResourceType } from '@dpf-portal/kube-controller';

/** DPUCluster of one API group. @public */
export function dpuClusterResource(
  group: string,
  version: string,
): ResourceType {
  return {
    group,
    version,
    plural: 'dpuclusters',
    kind: 'DPUCluster',
    namespaced: true,
  };
}

/** DPU of one API group. @public */
export function dpuResource(group: string, version: string): ResourceType {
  return { group, version, plural: 'dpus', kind: 'DPU', namespaced: true };
}

/** Kamaji's API group. @public */
export const KAMAJI_GROUP = 'kamaji.clastix.io';

/** Kamaji's hosted control plane. @public */
export const TENANT_CONTROL_PLANES: ResourceType = {
  group: KAMAJI_GROUP,
  version: 'v1alpha1',
  plural: 'tenantcontrolplanes',
  kind: 'TenantControlPlane',
  namespaced: true,
};

/** Where Kamaji keeps the state of its control planes. @public */
export const DATA_STORES: ResourceType = {
  group: KAMAJI_GROUP,
  version: 'v1alpha1',
  plural: 'datastores',
  kind: 'DataStore',
  namespaced: false,
};
