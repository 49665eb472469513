/** A pending timer. @public */
export type TimerHandle = object | number;

/**
 * The source of time. Everything in this package that waits or measures takes a clock, so that tests control time.
 *
 * @public
 */
export interface Clock {
  /** The time of day in milliseconds. It may jump. */
  now(): number;
  /** Milliseconds since a fixed moment. It never decreases; it may stop while the machine is suspended. */
  monotonic(): number;
  setTimeout(fn: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle | undefined): void;
  /** Resolves after `ms`, or as soon as the signal aborts. It never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Implements `sleep` with a clock's timers; removes its listener from the signal. */
export function sleepWith(
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) {
    return Promise.resolve();
  }
  return new Promise(resolve => {
    let timer: TimerHandle | undefined = undefined;
    const finish = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    timer = clock.setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
  });
}

// Node treats a longer delay as 1 ms.
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The machine's own clocks. @public */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (fn, ms) =>
    setTimeout(fn, Math.min(Math.max(ms, 0), LONGEST_DELAY_MS)),
  clearTimeout: (handle: TimerHandle | undefined) =>
    clearTimeout(handle as NodeJS.Timeout | undefined),
  sleep: (ms, signal) => sleepWith(systemClock, ms, signal),
};
