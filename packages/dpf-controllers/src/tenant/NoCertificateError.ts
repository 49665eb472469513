import { TenantRequestError } from './TenantRequestError';

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
