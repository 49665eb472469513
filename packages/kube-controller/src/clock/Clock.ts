/** A pending timer, opaque to its user. @public */
export type TimerHandle = object | number;

/**
 * Where time comes from. Everything in this package that waits or measures takes a clock, so that
 * a test decides when time passes.
 *
 * @public
 */
export interface Clock {
  /** The time of day in milliseconds. It may jump. */
  now(): number;
  /** Milliseconds since some fixed moment. It never goes back; it may stand still while the machine sleeps. */
  monotonic(): number;
  setTimeout(fn: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle | undefined): void;
  /** Resolves after `ms`, or as soon as the signal aborts. It never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
