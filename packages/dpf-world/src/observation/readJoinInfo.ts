import { JoinInfoObservation, readClusterInfo } from '@dpf-portal/dpf-model';
import { TenantCredentials } from '../tenant/TenantAccess';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { certificatesOf } from '../tenant/certificates';

const PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

function fingerprints(pem: string): Set<string> {
  return new Set(
    certificatesOf(pem).map(({ fingerprint256 }) => fingerprint256),
  );
}

function isSameServer(one: string, other: string): boolean {
  try {
    const [a, b] = [new URL(one), new URL(other)];
    // The default port is left out of a URL's host.
    return a.protocol === b.protocol && a.host === b.host;
  } catch {
    return false;
  }
}

/**
 * Compares the join information that the tenant gives to new nodes with its admin kubeconfig: kubeadm join trusts that
 * authority and connects to that server. `undefined` when it cannot be read; never throws.
 */
export async function readJoinInfo(
  client: TenantHttpClient,
  credentials: TenantCredentials,
  options: { timeoutMs?: number } = {},
): Promise<JoinInfoObservation | undefined> {
  try {
    const { status, body } = await client.get(PATH, options);
    if (status === 404) {
      return { found: false };
    }
    const { data } = JSON.parse(body) as { data?: { kubeconfig?: unknown } };
    const text = data?.kubeconfig;
    const info = typeof text === 'string' ? readClusterInfo(text) : undefined;
    if (status !== 200 || !info) {
      return undefined;
    }
    // During a rotation of the CA either side may hold both.
    const trusted = fingerprints(credentials.ca);
    const isTrusted = [...fingerprints(info.ca)].some(print =>
      trusted.has(print),
    );
    return {
      found: true,
      authority: isTrusted ? 'same' : 'other',
      server: isSameServer(info.server, credentials.server) ? 'same' : 'other',
    };
  } catch {
    return undefined;
  }
}
