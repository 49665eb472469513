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
}
