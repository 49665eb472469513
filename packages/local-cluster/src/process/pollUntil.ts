import { systemClock } from '@dpf-portal/kube-controller';

/** Polls until the result is not undefined. Rejects at the timeout with an error that names `what`. */
export async function pollUntil<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { timeoutMs = 60_000, intervalMs = 200 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (performance.now() > deadline) {
      throw new Error(`Timed out after ${timeoutMs / 1000} s: ${what}`);
    }
    await systemClock.sleep(intervalMs);
  }
}
