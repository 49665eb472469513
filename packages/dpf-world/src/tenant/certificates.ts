import { X509Certificate } from 'node:crypto';

const PEM =
  /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM bundle, each as PEM. */
export function certificateBlocks(pem: string | undefined): string[] {
  return pem?.match(PEM) ?? [];
}

/**
 * The certificates of a PEM bundle. Blocks that are no certificates are skipped: TLS reports them when they are used.
 */
export function certificatesOf(pem: string | undefined): X509Certificate[] {
  return certificateBlocks(pem).flatMap(block => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

/**
 * The earliest expiry in a PEM bundle, as RFC 3339; `undefined` where nothing in it is a certificate.
 *
 * @public
 */
export function certificateExpiry(pem: string | undefined): string | undefined {
  const expiries = certificatesOf(pem).map(({ validTo }) =>
    Date.parse(validTo),
  );
  const earliest = Math.min(...expiries.filter(Number.isFinite));
  return Number.isFinite(earliest)
    ? new Date(earliest).toISOString()
    : undefined;
}
