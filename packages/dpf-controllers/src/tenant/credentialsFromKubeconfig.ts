import { parseSafeKubeconfig } from '@dpf-portal/backstage-plugin-dpf-common';
import { TenantCredentials } from './TenantCredentials';

function decode(data: string): string;
function decode(data: string | undefined): string | undefined;
function decode(data: string | undefined): string | undefined {
  return data === undefined
    ? undefined
    : Buffer.from(data, 'base64').toString('utf8');
}

/**
 * Reads the credentials out of an untrusted kubeconfig. Tokens are accepted: they are as safe to use for a probe as a
 * certificate.
 *
 * @throws UnsafeKubeconfigError when it breaks a safety rule.
 * @public
 */
export function credentialsFromKubeconfig(text: string): TenantCredentials {
  const safe = parseSafeKubeconfig(text, { allowToken: true });
  return {
    server: safe.server,
    host: safe.host,
    port: safe.port,
    ca: decode(safe.caData),
    certificate: decode(safe.clientCertificateData),
    key: decode(safe.clientKeyData),
    token: safe.token,
  };
}
