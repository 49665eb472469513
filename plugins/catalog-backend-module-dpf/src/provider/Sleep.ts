import { setTimeout as delay } from 'timers/promises';

/** Waits; rejects with an `AbortError` when the signal fires. */
export type Sleep = (
  milliseconds: number,
  signal: AbortSignal,
) => Promise<void>;

export const realSleep: Sleep = async (milliseconds, signal) => {
  await delay(milliseconds, undefined, { signal });
};
