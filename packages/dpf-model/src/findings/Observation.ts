/**
 * How a probe of a tenant API ended. Of a server that a user names `Unreachable` is every failure before its certificate
 * arrives, unless `tenantAccess.allowedCidrs` says where DPU clusters are.
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

/** The portal may not connect to the server, so nothing was sent and asking again changes nothing. @public */
export function isRefusedAddress(reason: ProbeReason): boolean {
  return REFUSED_ADDRESS.includes(reason);
}

const WRONG_SERVER: readonly ProbeReason[] = [
  'AddressForbidden',
  'ServerIsLocal',
  'NameNotResolved',
];

/** The server that the kubeconfig names is wrong: only its owner can change that. @public */
export function isWrongServer(reason: ProbeReason): boolean {
  return WRONG_SERVER.includes(reason);
}

/**
 * What `kube-public/cluster-info` tells nodes that join, beside the admin kubeconfig. Never what stands there itself.
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
 * Why the Nodes of a tenant are unknown. They are never counted in part.
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
 * Nodes of a DPU cluster that no DPU of the management cluster stands behind. Control-plane Nodes are not among them.
 *
 * @public
 */
export interface NodesWithoutDpu {
  count: number;
  /** The first few by name. */
  names: string[];
}

/**
 * What the prober last saw of one cluster's API. Times are RFC 3339.
 *
 * @public
 */
export interface TenantObservation {
  /** `unknown` until the first probe has ended. */
  health: 'unknown' | 'healthy' | 'unhealthy';
  reason?: ProbeReason;
  /** For a person; never contains what the tenant answered. */
  message?: string;
  /** With the reason `Unhealthy`: something answers, and it is no API server. */
  noApiServer?: boolean;
  /** The health has been so since. */
  since?: string;
  probedAt?: string;
  latencyMs?: number;
  /** Server address of the kubeconfig, as `https://host:port`. */
  server?: string;
  serverVersion?: string;
  /** Why the tenant's Nodes are unknown; absent while they are known, or not asked for. */
  nodesProblem?: NodesProblem;
  /** Absent while there are none, or the Nodes are unknown. */
  nodesWithoutDpu?: NodesWithoutDpu;
  /** Earliest expiry of the kubeconfig's client certificate. */
  certificateExpires?: string;
  /** When the kubeconfig was seen to become another one: its CA, its credentials or its server. */
  kubeconfigChangedAt?: string;
  /** Absent until it was read; asked for now and then only. */
  joinInfo?: JoinInfoObservation;
}
