import { X509Certificate } from 'node:crypto';
import { JoinInfoObservation, readClusterInfo } from '@dpf-portal/dpf-model';
import { TenantCredentials } from '../tenant/TenantAccess';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { certificatesOf } from '../tenant/certificates';

const PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

/**
 * Whether a client that trusts these authorities, each of them an anchor, trusts the certificate that a server sends.
 * `others` are what a chain may lead through, in any order. Dates are not looked at.
 */
function isTrustedBy(
  anchors: readonly X509Certificate[],
  [served, ...others]: readonly X509Certificate[],
): boolean {
  const isAnchored = anchors.some(
    anchor =>
      anchor.fingerprint256 === served.fingerprint256 ||
      isIssuedBy(served, anchor),
  );
  const issuer = others.find(other => isIssuedBy(served, other));
  return (
    isAnchored ||
    (issuer !== undefined &&
      isTrustedBy(anchors, [issuer, ...others.filter(o => o !== issuer)]))
  );
}

function isIssuedBy(one: X509Certificate, issuer: X509Certificate): boolean {
  return one.checkIssued(issuer) && one.verify(issuer.publicKey);
}

/** Whether both name the same authority. Either may name two while the CA is replaced. */
function haveOneInCommon(
  some: readonly X509Certificate[],
  others: readonly X509Certificate[],
): boolean {
  return some.some(one =>
    others.some(other => other.fingerprint256 === one.fingerprint256),
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
    const named = certificatesOf(info.ca);
    const { servedChain } = client;
    // Not by comparing the two: one may name the root and the other an intermediate authority.
    const trusted = certificatesOf(credentials.ca);
    // A server may leave out authorities that its clients know.
    const isTrusted = servedChain.length
      ? isTrustedBy(named, [...servedChain, ...trusted])
      : haveOneInCommon(named, trusted);
    return {
      found: true,
      authority: isTrusted ? 'same' : 'other',
      server: isSameServer(info.server, credentials.server) ? 'same' : 'other',
    };
  } catch {
    return undefined;
  }
}
