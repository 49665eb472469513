import { X509Certificate } from 'node:crypto';

const PEM =
  /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The earliest expiry in a PEM bundle, as RFC 3339; `undefined` where nothing in it is a certificate.
 *
 * @public
 */
export function certificateExpiry(pem: string | undefined): string | undefined {
  const expiries: number[] = [];
  for (const block of pem?.match(PEM) ?? []) {
    try {
      expiries.push(Date.parse(new X509Certificate(block).validTo));
    } catch {
      // Not a certificate: TLS will say so when it is used.
    }
  }
  const earliest = Math.min(...expiries.filter(Number.isFinite));
  return Number.isFinite(earliest)
    ? new Date(earliest).toISOString()
    : undefined;
}
