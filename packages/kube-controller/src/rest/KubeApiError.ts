import { boundedText } from '../logger';
import { StatusDetails, readStatusDetails } from './StatusDetails';

/** What {@link KubeApiError} is made of. @public */
export interface KubeApiErrorOptions {
  status: number;
  method: string;
  path: string;
  message?: string;
  reason?: string;
  details?: unknown;
  retryAfterMs?: number;
}

const LONGEST_REASON = 253;

/**
 * The API server answered, and the answer is not a success. Built from the `Status` object in the
 * body where there is one; the body itself is never kept. Here the server's words enter: they are
 * bounded, since webhooks and aggregated servers choose them too.
 *
 * @public
 */
export class KubeApiError extends Error {
  override readonly name = 'KubeApiError';
  readonly status: number;
  /** The machine-readable reason, for example `AlreadyExists`. */
  readonly reason?: string;
  readonly details?: StatusDetails;
  /** What the server said in `Retry-After`. */
  readonly retryAfterMs?: number;
  readonly method: string;
  readonly path: string;

  constructor(options: KubeApiErrorOptions) {
    super(
      boundedText(
        options.message ||
          `${options.method} ${options.path} was answered with ${options.status}`,
      ),
    );
    this.status = options.status;
    this.reason = options.reason && boundedText(options.reason, LONGEST_REASON);
    this.details = readStatusDetails(options.details);
    this.retryAfterMs = options.retryAfterMs;
    this.method = options.method;
    this.path = options.path;
  }
}
