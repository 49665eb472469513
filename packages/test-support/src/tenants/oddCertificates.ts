import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

/** Names of algorithms that tests use. */
export const ALGORITHMS = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-521': { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  Ed25519: { name: 'Ed25519' },
  'P-256 with SHA-1': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-1' },
  'RSA of 1024 bits': rsa(1_024, 'SHA-256'),
  'RSA of 2047 bits': rsa(2_047, 'SHA-256'),
  'RSA of 2048 bits': rsa(2_048, 'SHA-256'),
  'RSA with SHA-1': rsa(2_048, 'SHA-1'),
} as const;

export type AlgorithmName = keyof typeof ALGORITHMS;

function rsa(modulusLength: number, hash: string) {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash,
  };
}

const DAY_MS = 24 * 60 * 60_000;

/** A certificate that need not be right, with its key; PEM. */
export interface OddCertificate {
  certificate: string;
  key: string;
  keys: CryptoKeyPair;
}

export interface OddOptions {
  name?: string;
  algorithm?: AlgorithmName;
  /** By whom it is signed. Default: by itself. */
  issuer?: OddCertificate;
  /** How the issuer signs. Default: as its algorithm says. */
  signedWith?: AlgorithmName;
  isAuthority?: boolean;
  usages?: string[];
  /** Days from now. */
  from?: number;
  to?: number;
}

export async function newKeys(name: AlgorithmName): Promise<CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHMS[name], true, [
    'sign',
    'verify',
  ]);
  return keys as CryptoKeyPair;
}

export async function makeCertificate(
  options: OddOptions = {},
): Promise<OddCertificate> {
  const { name = 'odd', algorithm = 'P-256', issuer } = options;
  const keys = await newKeys(algorithm);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '01',
    subject: `CN=${name}`,
    issuer: issuer
      ? new x509.X509Certificate(issuer.certificate).subject
      : `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm:
      ALGORITHMS[options.signedWith ?? (issuer ? 'P-256' : algorithm)],
    notBefore: new Date(Date.now() + (options.from ?? -1) * DAY_MS),
    notAfter: new Date(Date.now() + (options.to ?? 5) * DAY_MS),
    extensions: [
      ...(options.isAuthority === undefined
        ? []
        : [new x509.BasicConstraintsExtension(options.isAuthority)]),
      ...(options.usages
        ? [new x509.ExtendedKeyUsageExtension(options.usages)]
        : []),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
    keys,
  };
}

/** A kubeconfig of these parts, in PEM. */
export function kubeconfigOf(parts: {
  ca: string;
  certificate: string;
  key: string;
}): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'blue',
        cluster: {
          server: 'https://10.0.0.10:6443',
          'certificate-authority-data': base64(parts.ca),
        },
      },
    ],
    users: [
      {
        name: 'admin',
        user: {
          'client-certificate-data': base64(parts.certificate),
          'client-key-data': base64(parts.key),
        },
      },
    ],
  });
}
