import { Clock } from '../clock';

/**
 * Bounds the requests in flight, first come first served, and holds all of them back while the
 * server has asked for a pause.
 */
export class RequestLimiter {
  #free: number;
  #heldUntil = 0;
  readonly #waiting: Array<() => void> = [];

  constructor(private readonly clock: Clock, maxInFlight: number) {
    this.#free = maxInFlight;
  }

  /** No request starts before `ms` from now. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(
      this.#heldUntil,
      this.clock.monotonic() + Math.min(ms, 60_000),
    );
  }

  /**
   * Waits for a turn. Resolves to the function that gives the turn back, or to undefined when the
   * signal aborted first.
   */
  async acquire(signal: AbortSignal): Promise<(() => void) | undefined> {
    for (;;) {
      const heldMs = this.#heldUntil - this.clock.monotonic();
      if (signal.aborted) {
        // The place that woke this request may have been meant for it alone.
        this.#wakeNext();
        return undefined;
      }
      if (heldMs > 0) {
        await this.clock.sleep(heldMs, signal);
      } else if (this.#free > 0) {
        this.#free--;
        return this.#releaseOnce();
      } else {
        await this.#nextTurn(signal);
      }
    }
  }

  #releaseOnce(): () => void {
    let released = false;
    return () => {
      if (!released) {
        released = true;
        this.#free++;
        this.#wakeNext();
      }
    };
  }

  #wakeNext(): void {
    if (this.#free > 0) {
      this.#waiting.shift()?.();
    }
  }

  #nextTurn(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      // Either way out; a request that has its turn is in the line no more.
      const finish = () => {
        const index = this.#waiting.indexOf(finish);
        if (index >= 0) {
          this.#waiting.splice(index, 1);
        }
        signal.removeEventListener('abort', finish);
        resolve();
      };
      this.#waiting.push(finish);
      signal.addEventListener('abort', finish);
    });
  }
}
