/** How a probe of a tenant API ended. @public */
export type ProbeReason =
  | 'Unreachable'
  | 'TLSUntrusted'
  | 'CredentialsRejected'
  | 'Unhealthy'
  | 'Slow'
  | 'KubeconfigUnusable'
  | 'AddressNotAllowed';

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
  /** Earliest expiry of the kubeconfig's client certificate. */
  certificateExpires?: string;
  /** When the kubeconfig was seen to become another one: its CA, its credentials or its server. */
  kubeconfigChangedAt?: string;
  /** Absent until it was read; asked for now and then only. */
  joinInfo?: JoinInfoObservation;
}
