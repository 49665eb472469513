import { ProbeReason } from '@dpf-portal/dpf-model';
import { AddressNotAllowedError } from './AddressNotAllowedError';
import { NoCertificateError, TenantRequestError } from './tenantErrors';
import { ProxyAwayError } from './openTenantSocket';

const CERTIFICATE_CODES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE|CRL_|ERROR_IN_CERT)/;

/** TLS alerts that a server sends after it has presented its own certificate and checked the client's. */
const CLIENT_CERTIFICATE_ALERTS =
  /^ERR_SSL_.*ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/;

const SENTENCES: Record<string, string> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut.',
  EHOSTUNREACH: 'There is no route to the address.',
  ENETUNREACH: 'There is no route to the network.',
  ETIMEDOUT: 'The address did not answer in time.',
  CERT_HAS_EXPIRED: 'The server’s certificate has expired.',
  CERT_NOT_YET_VALID: 'The server’s certificate is not valid yet.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The server’s certificate is not for this address.',
};

function codeOf(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : undefined;
  return typeof code === 'string' ? code : '';
}

function failure(
  reason: ProbeReason,
  message: string,
  cause: unknown,
): TenantRequestError {
  return new TenantRequestError(reason, message, { cause });
}

/** As {@link describeTenantFailure}, of a connection that was still being made. */
export function describeConnectFailure(
  error: unknown,
  options: { exact: boolean },
): TenantRequestError {
  const exact = describeTenantFailure(error);
  return options.exact || saysWhatCertificate(error)
    ? exact
    : new NoCertificateError(exact);
}

/** True for an error that follows a certificate, or that is not about a server. */
function saysWhatCertificate(error: unknown): boolean {
  const code = codeOf(error);
  return (
    CERTIFICATE_CODES.test(code) ||
    CLIENT_CERTIFICATE_ALERTS.test(code) ||
    error instanceof ProxyAwayError ||
    error instanceof AddressNotAllowedError
  );
}

/** Maps a failed connection or TLS handshake to a reason of a probe. */
export function describeTenantFailure(error: unknown): TenantRequestError {
  if (error instanceof TenantRequestError) {
    return error;
  }
  if (error instanceof AddressNotAllowedError) {
    return failure(error.reason, error.message, error);
  }
  const code = codeOf(error);
  if (CERTIFICATE_CODES.test(code)) {
    return failure(
      'TLSUntrusted',
      SENTENCES[code] ?? 'The server’s certificate is not trusted.',
      error,
    );
  }
  if (CLIENT_CERTIFICATE_ALERTS.test(code)) {
    return failure(
      'CredentialsRejected',
      'The server refused the client certificate.',
      error,
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return failure('TLSUntrusted', 'The server does not speak TLS.', error);
  }
  return failure(
    'Unreachable',
    SENTENCES[code] ?? 'The connection failed.',
    error,
  );
}
