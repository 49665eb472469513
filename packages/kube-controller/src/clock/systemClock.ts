import { Clock, TimerHandle } from './Clock';
import { sleepWith } from './sleepWith';

// Node reads a longer delay as 1 ms.
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
