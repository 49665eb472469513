import { ProbeReason, TlsProblem } from '@dpf-portal/dpf-model';

/**
 * A request to a tenant failed. The message is safe to show, because it never quotes the tenant.
 *
 * @public
 */
export class TenantRequestError extends Error {
  readonly name = 'TenantRequestError';
  readonly reason: ProbeReason;
  /** With the reason `TLSUntrusted`: why. */
  readonly tlsProblem?: TlsProblem;

  constructor(
    reason: ProbeReason,
    message: string,
    options: { cause?: unknown; tlsProblem?: TlsProblem } = {},
  ) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.tlsProblem = options.tlsProblem;
  }
}

/** A tenant sent more than was requested; the rest was not read. */
export class AnswerTooLongError extends TenantRequestError {
  constructor() {
    super('Unhealthy', 'The answer is too long.');
  }
}

/**
 * A server that a user chose has not presented a certificate. The message is the same whatever happened: otherwise
 * users could scan this network for machines and ports.
 */
export class NoCertificateError extends TenantRequestError {
  /** What happened. For the log, and for the operator of the portal. */
  readonly detail: string;

  constructor(exact: TenantRequestError) {
    super(
      'Unreachable',
      'The portal could not make a TLS connection to the server. Check the server’s address and port, that it runs, and that the portal’s network reaches it. The platform team finds more in the portal’s log.',
      { cause: exact },
    );
    this.detail = exact.message;
  }
}

/** The details that the message of a failed request leaves out. */
export function detailOf(error: unknown): string | undefined {
  return error instanceof NoCertificateError ? error.detail : undefined;
}

/** A server answered with status 200 and not as an API server does. Waiting does not help. */
export class NotAnApiServerError extends TenantRequestError {
  constructor(message: string) {
    super('Unhealthy', message);
  }
}
