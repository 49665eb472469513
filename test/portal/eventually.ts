import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Only ends what hangs. A test that measures time passes a bound of its own. */
const DEFAULT_TIMEOUT_MS = 60_000;
const MOST_SLOWDOWN = 2;

/** How much slower this machine is than an idle one: the number of processes that want a core, for each core. */
function slowdown(): number {
  const [runnable] = os.loadavg();
  return Math.min(
    MOST_SLOWDOWN,
    Math.max(1, runnable / os.availableParallelism()),
  );
}

/**
 * Polls until the result is not undefined and resolves with it. For changes by another process; within one process wait
 * for the event instead.
 *
 * @throws Error that names `what` and the last failure, after `timeoutMs` (default: a minute, longer on a busy machine);
 *   an AbortError if the signal aborts.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  {
    timeoutMs,
    intervalMs = 100,
    signal,
  }: { timeoutMs?: number; intervalMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const from = Date.now();
  let failure: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) {
        return answer;
      }
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    const limitMs = timeoutMs ?? DEFAULT_TIMEOUT_MS * slowdown();
    if (Date.now() - from > limitMs) {
      throw new Error(
        `Timed out after ${Math.round(limitMs)} ms: ${what}${
          failure ? `; last failure: ${failure}` : ''
        }`,
      );
    }
    await sleep(intervalMs, undefined, { signal });
  }
}
