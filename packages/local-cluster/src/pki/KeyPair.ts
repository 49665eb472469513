import { keyAlgorithm, subtle, x509 } from './provider';

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
