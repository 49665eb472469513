import { ProbeReason } from '@dpf-portal/backstage-plugin-dpf-common';
import { AddressFence } from './AddressFence';
import { TenantAccess } from './TenantAccess';
import { TenantCredentials } from './TenantCredentials';
import { TenantHttpClient } from './TenantHttpClient';
import { certificateExpiry } from './certificateExpiry';
import { credentialsFromKubeconfig } from './credentialsFromKubeconfig';
import { describeTenantFailure } from './describeTenantFailure';
import { parseServerVersion } from './parseServerVersion';
import { statusFailure } from './statusFailure';

/** @public */
export interface TenantApiCheck {
  ok: boolean;
  /** `https://host:port`. */
  server: string;
  serverVersion?: string;
  /** Earliest expiry of the client certificate, RFC 3339. */
  certificateExpires?: string;
  problem?: { reason: ProbeReason; message: string };
}

interface Way {
  access: TenantAccess;
  /** The management API's own server URL; it is never reached as a tenant. */
  managementServer?: string;
  timeoutMs?: number;
}

/**
 * One authenticated `GET /version` through `tenantAccess`: does the API that an uploaded kubeconfig names answer?
 *
 * @throws UnsafeKubeconfigError when the kubeconfig breaks a safety rule; the network is not touched then.
 * @public
 */
export async function checkTenantApi({
  kubeconfig,
  ...way
}: Way & { kubeconfig: string }): Promise<TenantApiCheck> {
  return checkTenant(credentialsFromKubeconfig(kubeconfig), way);
}

/** As `checkTenantApi`, of a kubeconfig that was judged already. */
export async function checkTenant(
  credentials: TenantCredentials,
  options: Way,
): Promise<TenantApiCheck> {
  const base = {
    server: credentials.server,
    certificateExpires: certificateExpiry(credentials.certificate),
  };
  let client: TenantHttpClient | undefined;
  try {
    client = new TenantHttpClient({
      credentials,
      access: options.access,
      fence: new AddressFence({
        allowedCidrs: options.access.allowedCidrs,
        managementServer: options.managementServer,
      }),
      timeoutMs: options.timeoutMs,
    });
    const answer = await client.get('/version');
    const failure = statusFailure(answer);
    if (failure) {
      throw failure;
    }
    return {
      ...base,
      ok: true,
      serverVersion: parseServerVersion(answer.body),
    };
  } catch (error) {
    const { reason, message } = describeTenantFailure(error);
    return { ...base, ok: false, problem: { reason, message } };
  } finally {
    client?.close();
  }
}
