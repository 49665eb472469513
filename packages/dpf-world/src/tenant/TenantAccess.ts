import { UnsafeKubeconfigError } from '@dpf-portal/dpf-model';
import { judgeKubeconfig } from './judgeKubeconfig';

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

/**
 * Reads the credentials out of an untrusted kubeconfig. Tokens are accepted: they are as safe to use for a probe as a
 * certificate. Whether a certificate has expired is asked elsewhere, as time passes after the reading.
 *
 * @throws UnsafeKubeconfigError when it breaks a safety rule.
 * @public
 */
export function credentialsFromKubeconfig(text: string): TenantCredentials {
  const { credentials, inspection } = judgeKubeconfig(text, {
    allowToken: true,
  });
  if (!credentials) {
    throw new UnsafeKubeconfigError(inspection.problems);
  }
  return credentials;
}
