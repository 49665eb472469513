import { X509Certificate } from 'node:crypto';

const PEM =
  /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM bundle, each as PEM. */
export function certificateBlocks(pem: string | undefined): string[] {
  return pem?.match(PEM) ?? [];
}

/** The certificates of a PEM bundle. What is none is left out: TLS will say so when it is used. */
export function certificatesOf(pem: string | undefined): X509Certificate[] {
  return certificateBlocks(pem).flatMap(block => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}
