import { keyAlgorithm, signingAlgorithm, subtle, x509 } from './provider';

/** A certificate and its private key, both PEM. */
export interface Credentials {
  certificate: string;
  key: string;
}

/** An ECDSA P-256 key pair with its PEM forms. */
export class KeyPair {
  static async generate(): Promise<KeyPair> {
    const keys = await subtle.generateKey(keyAlgorithm, true, [
      'sign',
      'verify',
    ]);
    const privatePem = x509.PemConverter.encode(
      await subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    );
    const publicPem = x509.PemConverter.encode(
      await subtle.exportKey('spki', keys.publicKey),
      'PUBLIC KEY',
    );
    return new KeyPair(keys.privateKey, keys.publicKey, privatePem, publicPem);
  }

  private constructor(
    readonly privateKey: CryptoKey,
    readonly publicKey: CryptoKey,
    readonly privatePem: string,
    readonly publicPem: string,
  ) {}
}

/** Creates a key and a certificate request for it, both as PEM. */
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
