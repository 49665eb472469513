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
   * The only networks tenants may be on. Default: public and private addresses and unique local ones of IPv6, but not this
   * machine's own, nor the management API's. With a list, every failure to connect is reported exactly.
   */
  allowedCidrs?: string[];
}
