import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
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

/**
 * Other DPF resources that are read where they are served, as group and plural: those that select DPUs for clusters,
 * and those that own DPUs. The rights are requested everywhere, so that they exist when DPF is updated.
 */
export const READ_RESOURCES: ReadonlyArray<readonly [string, string]> = [
  [DPU_CLUSTER_GROUPS.released, 'dpusets'],
  [DPU_CLUSTER_GROUPS.released, 'dpunodes'],
  [DPU_CLUSTER_GROUPS.released, 'dpunodemaintenances'],
  ['svc.dpu.nvidia.com', 'dpudeployments'],
];

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

/** DPF's own configuration. @public */
export const OPERATOR_GROUP = 'operator.dpu.nvidia.com';

/** DPFOperatorConfig, in the namespace of DPF's operator. @public */
export const OPERATOR_CONFIGS: ResourceType = {
  group: OPERATOR_GROUP,
  version: 'v1alpha1',
  plural: 'dpfoperatorconfigs',
  kind: 'DPFOperatorConfig',
  namespaced: true,
};

/** API group of the Prometheus operator. */
export const MONITORING_GROUP = 'monitoring.coreos.com';

/** What the Prometheus operator scrapes. @public */
export const SERVICE_MONITORS: ResourceType = {
  group: MONITORING_GROUP,
  version: 'v1',
  plural: 'servicemonitors',
  kind: 'ServiceMonitor',
  namespaced: true,
};

/** The definitions (CRDs) that decide what a management cluster offers, installed or not. @public */
export const DEFINITION_NAMES: readonly string[] = [
  ...Object.values(DPU_CLUSTER_GROUPS).flatMap(group => [
    `dpuclusters.${group}`,
    `dpus.${group}`,
  ]),
  `tenantcontrolplanes.${KAMAJI_GROUP}`,
  `datastores.${KAMAJI_GROUP}`,
  `dpfoperatorconfigs.${OPERATOR_GROUP}`,
];
