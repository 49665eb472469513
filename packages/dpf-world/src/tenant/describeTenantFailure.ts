import {
  ProbeReason,
  TlsProblem,
  tlsProblemSentence,
} from '@dpf-portal/dpf-model';
import { AddressNotAllowedError } from './AddressNotAllowedError';
import { NoCertificateError, TenantRequestError } from './tenantErrors';
import { ProxyAwayError } from './openTenantSocket';
import { certificatesOf } from './certificates';

/**
 * What each error of a verification means. The names are those of OpenSSL's `X509_V_ERR_…` in Node.js, and Node's own of
 * the check of the name. A name that is not here is of another kind of failure.
 */
const TLS_PROBLEMS: Readonly<Record<string, TlsProblem>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'OtherAddress',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'OtherAddress',
  HOSTNAME_MISMATCH: 'OtherAddress',
  CERT_HAS_EXPIRED: 'Expired',
  CERT_NOT_YET_VALID: 'NotYetValid',
  UNABLE_TO_GET_ISSUER_CERT: 'OtherAuthority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'OtherAuthority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'OtherAuthority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'OtherAuthority',
  SELF_SIGNED_CERT_IN_CHAIN: 'OtherAuthority',
  CERT_UNTRUSTED: 'OtherAuthority',
  // Two authorities of one name, as of two clusters that kubeadm made.
  CERT_SIGNATURE_FAILURE: 'OtherAuthority',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'OtherAuthority',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'Unacceptable',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'Unacceptable',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'Unacceptable',
  CERT_CHAIN_TOO_LONG: 'Unacceptable',
  CERT_REVOKED: 'Unacceptable',
  CERT_REJECTED: 'Unacceptable',
  INVALID_CA: 'Unacceptable',
  INVALID_PURPOSE: 'Unacceptable',
  PATH_LENGTH_EXCEEDED: 'Unacceptable',
  // Everything that Node.js has no name for, such as a key that is too short.
  UNSPECIFIED: 'Unacceptable',
};

/** TLS alerts that a server sends after it has presented its own certificate and checked the client's. */
const CLIENT_CERTIFICATE_ALERTS =
  /^ERR_SSL_.*ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/;

const SENTENCES: Record<string, string> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut.',
  EHOSTUNREACH: 'There is no route to the address.',
  ENETUNREACH: 'There is no route to the network.',
  ETIMEDOUT: 'The address did not answer in time.',
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

function untrusted(tlsProblem: TlsProblem, cause: unknown): TenantRequestError {
  return new TenantRequestError(
    'TLSUntrusted',
    tlsProblemSentence(tlsProblem),
    { cause, tlsProblem },
  );
}

function tlsProblemOf(code: string): TlsProblem | undefined {
  return Object.hasOwn(TLS_PROBLEMS, code) ? TLS_PROBLEMS[code] : undefined;
}

/** Whether every authority of the kubeconfig has expired, so that it is not the server's own certificate that has. */
function hasOnlyExpired(ca: string, now: number): boolean {
  const authorities = certificatesOf(ca);
  return (
    authorities.length > 0 &&
    authorities.every(({ validTo }) => Date.parse(validTo) <= now)
  );
}

/** As {@link describeTenantFailure}, of a connection that was still being made. */
export function describeConnectFailure(
  error: unknown,
  options: {
    exact: boolean;
    /** The authorities of the kubeconfig, PEM. */
    ca: string;
    /** Wall milliseconds. */
    now: number;
  },
): TenantRequestError {
  const described = describeTenantFailure(error);
  const exact =
    described.tlsProblem === 'Expired' &&
    hasOnlyExpired(options.ca, options.now)
      ? untrusted('AuthorityExpired', error)
      : described;
  return options.exact || saysWhatCertificate(error)
    ? exact
    : new NoCertificateError(exact);
}

/** True for an error that follows a certificate, or that is not about a server. */
function saysWhatCertificate(error: unknown): boolean {
  const code = codeOf(error);
  return (
    tlsProblemOf(code) !== undefined ||
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
  const tlsProblem = tlsProblemOf(code);
  if (tlsProblem) {
    return untrusted(tlsProblem, error);
  }
  if (CLIENT_CERTIFICATE_ALERTS.test(code)) {
    return failure(
      'CredentialsRejected',
      'The server refused the client certificate.',
      error,
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return untrusted('NoTls', error);
  }
  return failure(
    'Unreachable',
    SENTENCES[code] ?? 'The connection failed.',
    error,
  );
}
