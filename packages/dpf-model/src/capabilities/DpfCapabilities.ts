import { DpuClusterGroup } from '../cluster/DpuCluster';

/**
 * The features of one served DPUCluster API, read from discovery and the CRD's schema, never from a version number.
 *
 * @public
 */
export interface DpuClusterApi {
  group: DpuClusterGroup;
  version: string;
  /** `spec.version` exists: a version can be requested. */
  specVersion: boolean;
  /** `spec.version` must be given. */
  specVersionRequired: boolean;
  /** `status.version` exists. */
  statusVersion: boolean;
  /** `status.nodesCount` exists. */
  nodesCount: boolean;
  /** The schema's maximum of `spec.maxNodes`. */
  maxNodesLimit: number;
  /** The schema's default of `spec.maxNodes`. */
  maxNodesDefault?: number;
}

/**
 * The fields of Kamaji's TenantControlPlane that only some of its releases have, read from the schema of its definition.
 *
 * @public
 */
export interface KamajiFields {
  /** `spec.networkProfile.serviceCidrs`. */
  serviceCidrs: boolean;
  /** `spec.kubernetes.kubelet.configurationJSONPatches`. */
  kubeletPatches: boolean;
  /** `spec.kubernetes.kubelet.preferredAddressTypes`. */
  preferredAddressTypes: boolean;
  /** The admission plugins that can be enabled. Absent: every name is accepted. */
  admissionPlugins?: string[];
  /** `spec.controlPlane.deployment.extraArgs`. */
  extraArgs: boolean;
  /** Pod annotations, volumes and mounts can be added: an annotation can become a file of the API server. */
  podFiles: boolean;
}

/**
 * The capabilities of a management cluster.
 *
 * @public
 */
export interface DpfCapabilities {
  /** Served DPUCluster APIs, the released group first. Empty: DPF is not installed. */
  apis: DpuClusterApi[];
  /** The DPU kind is served, by group. */
  dpuGroups: DpuClusterGroup[];
  /** Groups whose DPUs have `status.operationalConditions`. Absent: none. */
  operationalGroups?: DpuClusterGroup[];
  /** The phases that the schema of DPUs allows, by group. Absent: they are not known. */
  dpuPhases?: Partial<Record<DpuClusterGroup, string[]>>;
  /** Kamaji's TenantControlPlane is served. */
  kamaji: boolean;
  /** Its network profile has `podCidrs`; `podCidr` alone is the older shape. */
  kamajiPodCidrs?: boolean;
  /** Its other fields that not every release has. Absent: not known, so none of them is used. */
  kamajiFields?: KamajiFields;
  /** ServiceMonitors of the Prometheus operator are served. */
  serviceMonitors?: boolean;
}
