/**
 * What is needed to speak to a tenant's API: read from a kubeconfig that kept the safety rules. PEM, decoded.
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
