import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls until the result is not undefined and resolves with it. For changes by another process; within one process wait
 * for the event instead.
 *
 * @throws Error that names `what` and the last failure, after `timeoutMs`; an AbortError if the signal aborts.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  {
    timeoutMs = 60_000,
    intervalMs = 100,
    signal,
  }: { timeoutMs?: number; intervalMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
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
    if (Date.now() > deadline) {
      throw new Error(
        `Timed out after ${timeoutMs} ms: ${what}${
          failure ? `; last failure: ${failure}` : ''
        }`,
      );
    }
    await sleep(intervalMs, undefined, { signal });
  }
}
