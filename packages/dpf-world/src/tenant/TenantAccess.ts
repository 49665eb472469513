/**
 * How this process reaches DPU clusters. Their VIPs are often on another network.
 *
 * @public
 */
export interface TenantAccess {
  mode: 'direct' | 'proxy';
  /** `proxy`: an HTTP proxy that allows CONNECT, as `http://host:port`. */
  proxyUrl?: string;
  /**
   * The only networks that tenants may use. Default: public and private addresses and unique local IPv6 addresses,
   * except this machine's own and the management API's. With a list, every connection failure is reported in detail.
   */
  allowedCidrs?: string[];
}

/**
 * The credentials for a tenant's API, read from a kubeconfig that passed the safety rules. PEM, decoded.
 *
 * @public
 */
export interface TenantCredentials {
  /** `https://host:port`. */
  server: string;
  host: string;
  port: number;
  ca: string;
  certificate?: string;
  key?: string;
  token?: string;
}
