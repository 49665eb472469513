import { CustomErrorBase } from '@backstage/errors';

/** The caller asked too often or keeps too much; becomes a 429, with `Retry-After` where the time is known. */
export class TooManyRequestsError extends CustomErrorBase {
  override readonly name = 'TooManyRequestsError';
  // The status of the answer goes by this field.
  readonly statusCode = 429;
  readonly retryAfterSeconds?: number;

  constructor(message: string, options: { retryAfterSeconds?: number } = {}) {
    super(message);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
