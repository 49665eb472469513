import { boundedText } from '../logger';

/**
 * A write was not sent, since the server is unreachable or this process does not lead.
 *
 * @public
 */
export class GateClosedError extends Error {
  override readonly name = 'GateClosedError';
}

/**
 * Thrown by a reconcile that a retry cannot fix: the error is logged and the key waits for its next event. As
 * controller-runtime's TerminalError.
 *
 * @public
 */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}

/**
 * No complete HTTP answer arrived: the connection was refused, reset, cut, timed out, or TLS failed. The server may
 * still have processed a write that ends this way.
 *
 * @public
 */
export class KubeUnreachableError extends Error {
  override readonly name = 'KubeUnreachableError';
  /** The code of the system or TLS error, for example `ECONNREFUSED`; `ETIMEDOUT` for our own time-out. */
  readonly code?: string;

  constructor(message: string, options: { cause?: unknown; code?: string }) {
    // TLS and HTTP errors quote the server's data.
    super(boundedText(message), { cause: options.cause });
    this.code = options.code;
  }
}

const MOST_CAUSES = 20;
const LONGEST_NAME = 253;

/** A field that the server rejected. @public */
export interface StatusCause {
  reason?: string;
  field?: string;
  message?: string;
}

/** `details` of a `Status`: names and the first 20 causes. @public */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  causes?: readonly StatusCause[];
}

/** Reads a server's `details` and bounds them, since webhooks and aggregated servers write them too. */
export function readStatusDetails(details: unknown): StatusDetails | undefined {
  if (!isRecord(details)) {
    return undefined;
  }
  const { name, group, kind, causes } = details;
  return {
    ...textsOf({ name, group, kind }, LONGEST_NAME),
    ...(Array.isArray(causes)
      ? { causes: causes.slice(0, MOST_CAUSES).filter(isRecord).map(toCause) }
      : {}),
  };
}

function toCause({
  reason,
  field,
  message,
}: Record<string, unknown>): StatusCause {
  return {
    ...textsOf({ reason, field }, LONGEST_NAME),
    ...textsOf({ message }),
  };
}

function textsOf(
  fields: Record<string, unknown>,
  most?: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, boundedText(value, most)]] : [],
    ),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

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
 * The API server answered with an error. Built from the `Status` object in the body, where there is one; the body
 * itself is not kept. All texts are bounded, since webhooks and aggregated servers write them too.
 *
 * @public
 */
export class KubeApiError extends Error {
  override readonly name = 'KubeApiError';
  readonly status: number;
  /** The machine-readable reason, for example `AlreadyExists`. */
  readonly reason?: string;
  readonly details?: StatusDetails;
  /** The value of `Retry-After`. */
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

const hasStatus = (error: unknown, status: number): error is KubeApiError =>
  error instanceof KubeApiError && error.status === status;

/** The object or the resource does not exist. @public */
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
 * The object changed since it was read, so the caller must read again. A 409 Conflict, or a 422 about `metadata.uid`,
 * by which the server reports that the object was recreated.
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
 * How a controller handles an error: retry with growing delay (`retry`), reconcile soon with fresh data (`stale`), or
 * wait for the next event (`terminal`).
 *
 * 401, 403 and 404 are retried, since permissions and missing parents are repaired without an event.
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
