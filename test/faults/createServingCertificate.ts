import { CertificateAuthority } from '@dpf-portal/local-cluster';

/** A server certificate for 127.0.0.1 and the CA behind it; PEM. */
export async function createServingCertificate(): Promise<{
  cert: string;
  key: string;
  ca: string;
}> {
  // Differs from the leaf's name: a certificate with the name of its issuer counts as self-signed.
  const authority = await CertificateAuthority.create('fault-proxy-ca');
  const leaf = await authority.issue({
    commonName: '127.0.0.1',
    usage: 'server',
    ips: ['127.0.0.1'],
  });
  return {
    cert: leaf.certificate,
    key: leaf.key,
    ca: authority.credentials.certificate,
  };
}
