import { Timing } from '../backend/DpfActionOptions';

/** A clock that advances only by `sleep`, which returns immediately. */
export class FakeTiming implements Timing {
  #now = 0;
  readonly pauses: number[] = [];
  /** Called before each sleep. */
  onSleep?: () => void;

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.onSleep?.();
    signal?.throwIfAborted();
    this.pauses.push(milliseconds);
    this.#now += milliseconds;
  }
}
