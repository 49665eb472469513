import tls from 'node:tls';

/**
 * Verifies the name of a server as Go's clients do: the common name of a certificate without alternative names does not
 * count.
 *
 * @public
 */
export function checkServerIdentity(
  host: string,
  certificate: tls.PeerCertificate,
): Error | undefined {
  if (certificate.subjectaltname) {
    return tls.checkServerIdentity(host, certificate);
  }
  return Object.assign(
    new Error('The certificate has no subject alternative name.'),
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  );
}

/**
 * The TLS options by which a server is trusted exactly when kubectl, and every other client that is written in Go, trusts
 * it. Every TLS connection to an API server uses them. Each certificate of `ca` is an anchor, also one of an intermediate
 * authority; without this, Node.js demands the root.
 *
 * @public
 */
export const SERVER_TRUST = {
  allowPartialTrustChain: true,
  checkServerIdentity,
} as const satisfies tls.ConnectionOptions;
