// The library's dependency injection needs the metadata polyfill to be loaded first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

const LIFETIME_MS = 365 * 24 * 60 * 60 * 1000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** PEM. */
export interface Identity {
  certificate: string;
  key: string;
}

/** A self-signed certificate, valid for a year. */
export async function selfSigned(
  commonName: string,
  ips: readonly string[] = [],
): Promise<Identity> {
  const crypto = webcrypto as Crypto;
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [commonName] }],
      keys,
      signingAlgorithm: ALGORITHM,
      notAfter: new Date(Date.now() + LIFETIME_MS),
      extensions: ips.length
        ? [
            new x509.SubjectAlternativeNameExtension(
              ips.map(value => ({ type: 'ip' as const, value })),
            ),
          ]
        : [],
    },
    crypto,
  );
  return {
    certificate: certificate.toString('pem'),
    key: x509.PemConverter.encode(
      await crypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    ),
  };
}
