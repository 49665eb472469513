import { UnsafeKubeconfigError } from '@dpf-portal/dpf-model';
import { judgeKubeconfig } from './judgeKubeconfig';
import { TenantCredentials } from './TenantCredentials';

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
