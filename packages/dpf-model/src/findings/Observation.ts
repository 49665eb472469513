import { TlsProblem } from './serverCertificate';

/**
 * The reason why a probe of a tenant API failed. For a server that a user chose, every failure before its certificate
 * arrives is `Unreachable`, unless `tenantAccess.allowedCidrs` lists the networks of DPU clusters.
 *
 * @public
 */
export type ProbeReason =
  | 'Unreachable'
  | 'TLSUntrusted'
  | 'CredentialsRejected'
  | 'Unhealthy'
  | 'Slow'
  | 'KubeconfigUnusable'
  /** The address is outside the networks that the platform allows. */
  | 'AddressNotAllowed'
  /** No DPU cluster can have the address: a metadata service, the management API, a multicast address. */
  | 'AddressForbidden'
  /** Loopback, unspecified or link-local: the address of the machine that the kubeconfig was made on. */
  | 'ServerIsLocal'
  | 'NameNotResolved';

const REFUSED_ADDRESS: readonly ProbeReason[] = [
  'AddressNotAllowed',
  'AddressForbidden',
  'ServerIsLocal',
];

/** Whether the portal may not connect to the server. Nothing was sent, and a retry changes nothing. @public */
export function isRefusedAddress(reason: ProbeReason): boolean {
  return REFUSED_ADDRESS.includes(reason);
}

const WRONG_SERVER: readonly ProbeReason[] = [
  'AddressForbidden',
  'ServerIsLocal',
  'NameNotResolved',
];

/** Whether the kubeconfig names a wrong server. Only its owner can change that. @public */
export function isWrongServer(reason: ProbeReason): boolean {
  return WRONG_SERVER.includes(reason);
}

/**
 * A comparison of `kube-public/cluster-info`, which nodes that join read, with the admin kubeconfig. Never its content.
 *
 * @public
 */
export type JoinInfoObservation =
  | { found: false }
  | {
      found: true;
      /** Does it name an authority that the kubeconfig trusts? */
      authority: 'same' | 'other';
      /** Does it name the kubeconfig's server? */
      server: 'same' | 'other';
    };

/**
 * Why the Nodes of a tenant are unknown. A partial list is never counted.
 *
 * @public
 */
export interface NodesProblem {
  /**
   * `TooManyNodes`: more than the cluster's `maxNodes`. `OutOfBounds`: the answer is larger, longer or slower than a list
   * of Nodes can be. `NotAnswered`: there was no usable answer.
   */
  reason: 'TooManyNodes' | 'OutOfBounds' | 'NotAnswered';
  /** For a person; never contains what the tenant answered. */
  message: string;
}

/**
 * Nodes of a DPU cluster that have no DPU on the management cluster. Control-plane Nodes are not included.
 *
 * @public
 */
export interface NodesWithoutDpu {
  count: number;
  /** The first few by name. */
  names: string[];
}

/**
 * A kubelet version of the tenant's Nodes.
 *
 * @public
 */
export interface KubeletVersion {
  version: string;
  count: number;
  /** The first few Nodes by name. */
  names: string[];
}

/**
 * The last observation of one cluster's API. Times are RFC 3339.
 *
 * @public
 */
export interface TenantObservation {
  /** `unknown` until the first probe has ended. */
  health: 'unknown' | 'healthy' | 'unhealthy';
  reason?: ProbeReason;
  /** For a person; never contains what the tenant answered. */
  message?: string;
  /** With the reason `Unhealthy`: something answers that is not an API server. */
  noApiServer?: boolean;
  /** With the reason `TLSUntrusted`: why. */
  tlsProblem?: TlsProblem;
  /**
   * With the reason `Unreachable`: a node of the management cluster, as `address:port`, at which this API server does
   * answer on the same port.
   */
  answersAtNode?: string;
  /** When the health last changed. */
  since?: string;
  probedAt?: string;
  /** When it last answered as it should. Earlier than `probedAt` while a failed probe is being repeated. */
  answeredAt?: string;
  latencyMs?: number;
  /** Server address of the kubeconfig, as `https://host:port`. */
  server?: string;
  serverVersion?: string;
  /** Why the tenant's Nodes are unknown; absent while they are known, or not asked for. */
  nodesProblem?: NodesProblem;
  /** Absent while there are none, or the Nodes are unknown. */
  nodesWithoutDpu?: NodesWithoutDpu;
  /** Absent while the Nodes are unknown, or there are none. */
  kubeletVersions?: KubeletVersion[];
  /** Earliest expiry of the kubeconfig's client certificate. */
  certificateExpires?: string;
  /** When the kubeconfig was last observed to change: its CA, its credentials or its server. */
  kubeconfigChangedAt?: string;
  /** Absent until it was read, which happens only now and then. */
  joinInfo?: JoinInfoObservation;
}
