import type { Condition, KubeObject } from '@dpf-portal/kube-controller';
import { LabelSelector } from '../dpuSelection/LabelSelector';

/**
 * The API groups that serve DPUCluster: NVIDIA's released one and the one of the DPF developer guide.
 *
 * @public
 */
export const DPU_CLUSTER_GROUPS = {
  released: 'provisioning.dpu.nvidia.com',
  guide: 'provisioning.dpf.nvidia.com',
} as const;

/** An API group that serves DPUClusters: of released DPF, or of the developer guide. @public */
export type DpuClusterGroup =
  (typeof DPU_CLUSTER_GROUPS)[keyof typeof DPU_CLUSTER_GROUPS];

/**
 * `status.phase`. `Pending → Creating → Ready ⇄ NotReady`; `Failed` is set by hand only.
 *
 * @public
 */
export type DpuClusterPhase =
  | 'Pending'
  | 'Creating'
  | 'Ready'
  | 'NotReady'
  | 'Failed';

/** How keepalived carries the VIP of a control plane: `spec.clusterEndpoint.keepalived` of a DPUCluster. @public */
export interface KeepalivedSpec {
  /** Network interface on which the VIP is assigned; `^[a-zA-Z0-9_.:-]{1,15}$`. */
  interface: string;
  /** Virtual IP of the control plane. */
  vip: string;
  /** VRRP router id, 1..255, unique per L2 segment. */
  virtualRouterID: number;
  /** Selects control-plane nodes that run keepalived. */
  nodeSelector?: Record<string, string>;
}

/** A DPUCluster's `spec`, with the fields of all supported releases. @public */
export interface DpuClusterSpec {
  /** `kamaji`, `static` or `vendor/name`. */
  type: string;
  /** Ceiling of nodes; 1..1000 or 1..3000 by release. */
  maxNodes?: number;
  /** Control-plane version; only where the CRD has the field (DPF up to v25.7). */
  version?: string;
  /** Name of the Secret, in the same namespace, with the admin kubeconfig. Set once, never replaced. */
  kubeconfig?: string;
  clusterEndpoint?: { keepalived?: KeepalivedSpec };
}

/** A DPUCluster's `status`, with the fields of all supported releases. @public */
export interface DpuClusterStatus {
  phase?: DpuClusterPhase;
  conditions?: Condition[];
  /** Control-plane version; where the CRD has the field (DPF from v25.10). */
  version?: string;
  /** DPUs assigned, not joined: those that name the cluster and are not being deleted. Where the CRD has the field (DPF from v25.10). */
  nodesCount?: number;
}

/** One entry of an object's `metadata.managedFields`. @public */
export interface ManagedFields {
  manager?: string;
  /** RFC 3339, in whole seconds. */
  time?: string;
  fieldsV1?: object;
}

/**
 * DPF's DPUCluster, in either group.
 *
 * @public
 */
export interface DpuCluster extends KubeObject {
  spec: DpuClusterSpec;
  status?: DpuClusterStatus;
  /** What GitOps tools own of it: kept by a store, which drops `metadata.managedFields`. Not a field of the server's. */
  appliedFields?: readonly ManagedFields[];
}

/**
 * DPF's DPU, as far as this project reads it.
 *
 * @public
 */
export interface Dpu extends KubeObject {
  spec?: {
    /** The host, to DPF v24.10. */
    nodeName?: string;
    /** The DPUNode, from DPF v25.10. */
    dpuNodeName?: string;
    /** The DPUDevice, from DPF v25.10. */
    dpuDeviceName?: string;
    /** From DPF v25.10. */
    serialNumber?: string;
    /** Where the device is in the host. */
    pciAddress?: string;
    bfb?: string;
    /** Instead of a BFB, of newer devices. */
    blueFieldSoftware?: string;
    dpuFlavor?: string;
    cluster?: {
      name?: string;
      namespace?: string;
      /** Which clusters it may be assigned to; none: any. Where the CRD has the field (DPF from v25.10). */
      selector?: LabelSelector;
    };
    /** What is done to the host first. `hold`: a person releases it (DPF from v25.10). */
    nodeEffect?: { hold?: boolean; [other: string]: unknown };
  };
  status?: {
    phase?: string;
    /** Where the CRD has the field (DPF from v25.10). */
    previousPhase?: string;
    /** The phase of its provisioning. */
    conditions?: Condition[];
    /** Its state once it is provisioned; where the CRD has the field (DPF from v25.10). */
    operationalConditions?: Condition[];
    /** Its DPUSet has another template now. Where the CRD has the field (DPF from v25.10). */
    outdated?: { reason?: string; timeStamp?: string };
    /** While it is Rebooting. Where the CRD has the field (DPF from v25.10). */
    rebootStatus?: { reason?: string; lastTransitionTime?: string };
    /** What its agent reports. Where the CRD has the field (DPF from v25.10). */
    agentStatus?: { kubeletVersion?: string };
    /** The DPF that provisioned it. Where the CRD has the field (DPF from v25.10). */
    dpfVersion?: string;
    /** The version of the BFB that is installed. Where the CRD has the field (DPF from v25.10). */
    bfbVersion?: string;
  };
}

/** The API group of an object's `apiVersion`; empty for the core group. @public */
export function groupOf(object: { apiVersion?: string }): string {
  const [group, version] = (object.apiVersion ?? '').split('/');
  return version ? group : '';
}

/** The cluster manager's finalizer. It holds the object until its manager has removed it. @public */
export function managerFinalizer(group: string): string {
  return `${group}/cluster-manager-clean-up`;
}

/** The provisioning role's finalizer. It is removed first, once no DPU is left. @public */
export function internalFinalizer(group: string): string {
  return `${group}/cluster-manager-internal-clean-up`;
}

/** Conditions that do not affect readiness, as in DPF's own controllers. */
const NOT_GATING: readonly string[] = [
  'Ready',
  'EtcdEncryptionRotationInProgress',
  'EtcdEncryptionRotationBlocked',
];

/** Whether a condition of this type must be True for a cluster to be Ready. @public */
export function isGating({ type }: Pick<Condition, 'type'>): boolean {
  return !NOT_GATING.includes(type);
}
