import { certificatesOf } from './certificatesOf';

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
