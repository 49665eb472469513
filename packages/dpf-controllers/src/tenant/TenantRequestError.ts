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
