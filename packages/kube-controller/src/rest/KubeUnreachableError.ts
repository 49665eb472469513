import { boundedText } from '../logger';

/**
 * No complete HTTP answer came: refused, reset, cut, timed out, or TLS failed. A write that ends
 * this way may have happened all the same.
 *
 * @public
 */
export class KubeUnreachableError extends Error {
  override readonly name = 'KubeUnreachableError';
  /** The code of the system or TLS error, for example `ECONNREFUSED`; `ETIMEDOUT` for our own time-out. */
  readonly code?: string;

  constructor(message: string, options: { cause?: unknown; code?: string }) {
    // TLS and HTTP errors quote what the other end sent.
    super(boundedText(message), { cause: options.cause });
    this.code = options.code;
  }
}
