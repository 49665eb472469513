import { GateClosedError } from './GateClosedError';
import { KubeApiError } from './KubeApiError';
import { TerminalError } from './TerminalError';

const hasStatus = (error: unknown, status: number): error is KubeApiError =>
  error instanceof KubeApiError && error.status === status;

/** The object, or the resource itself, is not there. @public */
export const isNotFound = (error: unknown) => hasStatus(error, 404);

/** A create met an object of the same name. @public */
export const isAlreadyExists = (error: unknown) =>
  hasStatus(error, 409) && error.reason === 'AlreadyExists';

/** The object changed since it was read, or a precondition failed. @public */
export const isConflict = (error: unknown) =>
  hasStatus(error, 409) && error.reason !== 'AlreadyExists';

/** The resource version is too old to watch or to page on. @public */
export const isGone = (error: unknown) => hasStatus(error, 410);

/** The credentials do not allow it. @public */
export const isForbidden = (error: unknown) => hasStatus(error, 403);

/** The object is not valid. @public */
export const isInvalid = (error: unknown) => hasStatus(error, 422);

/**
 * What we read is out of date: read again and start over. A 409 Conflict, or a 422 about
 * `metadata.uid`, which is how the server says that the object was deleted and made anew.
 *
 * @public
 */
export function isStale(error: unknown): boolean {
  if (isConflict(error)) {
    return true;
  }
  return (
    error instanceof KubeApiError &&
    error.status === 422 &&
    (error.details?.causes?.some(({ field }) => field === 'metadata.uid') ||
      error.message.includes('metadata.uid'))
  );
}

const TERMINAL_STATUSES = [400, 405, 406, 413, 415, 422];

/**
 * What a controller does about an error: `retry` later with growing delay, start over soon with
 * fresh data (`stale`), or leave it until something changes (`terminal`).
 *
 * 401, 403 and 404 are retried: permissions and missing parents get repaired without an event.
 *
 * @public
 */
export function retryClassOf(error: unknown): 'retry' | 'stale' | 'terminal' {
  if (error instanceof TerminalError) {
    return 'terminal';
  }
  if (error instanceof GateClosedError) {
    return 'retry';
  }
  if (isStale(error)) {
    return 'stale';
  }
  return error instanceof KubeApiError &&
    TERMINAL_STATUSES.includes(error.status)
    ? 'terminal'
    : 'retry';
}
