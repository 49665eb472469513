import {
  serverMessage,
  statusCodeOf,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** A 429 is for less than a minute. */
const UNAVAILABLE_STATUSES = [429, 502, 503, 504];

/**
 * Why a call may be worth trying again, in a few words: the back end restarts or has too much to do, or its management
 * cluster is away.
 * `undefined` for any other error.
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
