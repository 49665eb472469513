/**
 * How this process reaches DPU clusters: their VIPs often live on a network it is not on.
 *
 * @public
 */
export interface TenantAccess {
  mode: 'direct' | 'proxy';
  /** `proxy`: an HTTP proxy that allows CONNECT, as `http://host:port`. */
  proxyUrl?: string;
  /**
   * The only networks tenants may be on. Default: all but loopback, link-local and the management API's own address.
   */
  allowedCidrs?: string[];
}
