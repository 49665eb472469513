import { ProbeReason } from '@dpf-portal/dpf-model';

/**
 * A request to a tenant got no usable answer. The message is safe to show: it never quotes what the tenant sent.
 *
 * @public
 */
export class TenantRequestError extends Error {
  readonly name = 'TenantRequestError';
  readonly reason: ProbeReason;

  constructor(
    reason: ProbeReason,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.reason = reason;
  }
}

/** A tenant sent more than it was asked for; the rest was not read. */
export class AnswerTooLongError extends TenantRequestError {
  constructor() {
    super('Unhealthy', 'The answer is too long.');
  }
}

/**
 * No certificate has arrived from a server that a user named. Its message is one and the same whatever happened: otherwise
 * whoever may name servers could learn which machines and ports of this network exist.
 */
export class NoCertificateError extends TenantRequestError {
  /** What happened. For the log, and for who runs the portal. */
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

/** What the message of a failed request leaves out, if anything. */
export function detailOf(error: unknown): string | undefined {
  return error instanceof NoCertificateError ? error.detail : undefined;
}

/** A server answered with status 200, and not as an API server does: waiting does not change that. */
export class NotAnApiServerError extends TenantRequestError {
  constructor(message: string) {
    super('Unhealthy', message);
  }
}
