import { serverMessage, statusCodeOf } from '../client/serverMessage';

/** Includes 429, because rate limits last less than a minute. */
const UNAVAILABLE_STATUSES = [429, 502, 503, 504];

/**
 * Returns a short reason to retry a call: the back end restarts or is overloaded, or its management cluster is
 * unreachable. `undefined` for any other error.
 *
 * @public
 */
export function unavailability(error: unknown): string | undefined {
  const status = statusCodeOf(error);
  if (status !== undefined) {
    return UNAVAILABLE_STATUSES.includes(status)
      ? serverMessage(error)
      : undefined;
  }
  // fetch rejects with a TypeError when nothing answers, and AbortSignal.timeout with a TimeoutError.
  if (error instanceof TypeError) {
    return 'the dpf back end cannot be reached';
  }
  return error instanceof Error && error.name === 'TimeoutError'
    ? 'the dpf back end takes too long to answer'
    : undefined;
}
