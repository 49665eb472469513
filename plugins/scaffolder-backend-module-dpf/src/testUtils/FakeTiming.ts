import { Timing } from '../backend/DpfActionOptions';

/** Time passes only by sleeping, and sleeping takes none. */
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
