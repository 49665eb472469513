/** What a cluster is for. @public */
export type DpuClusterPurpose = 'dev' | 'test' | 'prod';

/**
 * Body of `POST /dpu-clusters`. What is left out comes from the management cluster's policy and network.
 *
 * @public
 */
export interface DpuClusterRequest {
  /** Idempotency key: the same request with the same name and id answers with the existing cluster, another one is a 409. */
  requestId: string;
  /** Defaults to the only management cluster. */
  managementCluster?: string;
  /** One of the policy's namespaces; defaults to its first. */
  namespace?: string;
  /** API group; defaults to the released one where served. */
  group?: string;
  /** DNS-1035 label. */
  name: string;
  type: 'kamaji' | 'static' | string;
  /** Entity ref; defaults to the caller's only group, else the caller. */
  owner?: string;
  purpose?: DpuClusterPurpose;
  /** Date (`2026-12-24`) or RFC 3339 time. */
  expires?: string;
  templateRef?: string;
  maxNodes?: number;
  version?: string;
  labels?: Record<string, string>;
  /** kamaji: name of a configured network; the next free VIP and router id come from it. */
  network?: string;
  /**
   * kamaji: overrides what the network would give. What the network could not give needs the permission
   * `dpf.dpu-cluster.choose-address`.
   */
  keepalived?: {
    interface?: string;
    vip?: string;
    virtualRouterID?: number;
    nodeSelector?: Record<string, string>;
  };
  /** static: the handle that `POST /kubeconfig-uploads` answered. */
  kubeconfigUpload?: string;
  /** static: an existing Secret in the cluster's namespace. */
  kubeconfigSecret?: string;
}

/** One rejected field of a request; the shape of `details` in a 400 answer. @public */
export interface FieldProblem {
  /** Path, as `keepalived.vip`. */
  field: string;
  /** What is wrong and what would be right. */
  reason: string;
}
