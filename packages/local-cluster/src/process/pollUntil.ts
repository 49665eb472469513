import { systemClock } from '@dpf-portal/kube-controller';

/** Asks until the answer is not undefined and resolves with it. Rejects, naming `what`, when the time is over. */
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
      throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`);
    }
    await systemClock.sleep(intervalMs);
  }
}
