import { KeyPair } from './KeyPair';
import { signingAlgorithm, x509 } from './provider';

/** A new key, and the request for a certificate of it, both as PEM. */
export async function createSigningRequest(subject: {
  commonName: string;
  organization: string;
}): Promise<{ request: string; key: string }> {
  const keys = await KeyPair.generate();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ O: [subject.organization] }, { CN: [subject.commonName] }],
    keys: { privateKey: keys.privateKey, publicKey: keys.publicKey },
    signingAlgorithm,
  });
  return { request: request.toString('pem'), key: keys.privatePem };
}
