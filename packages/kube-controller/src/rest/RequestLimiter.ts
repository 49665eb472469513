import { Clock } from '../clock';

/** Limits the requests in flight, in order of arrival, and delays all of them after a 429 with `Retry-After`. */
export class RequestLimiter {
  #free: number;
  #heldUntil = 0;
  readonly #waiting: Array<() => void> = [];

  readonly #clock: Clock;

  constructor(clock: Clock, maxInFlight: number) {
    this.#clock = clock;
    this.#free = maxInFlight;
  }

  /** No request starts before `ms` from now. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(
      this.#heldUntil,
      this.#clock.monotonic() + Math.min(ms, 60_000),
    );
  }

  /** Waits for a free slot. Resolves to the function that frees it, or to undefined when the signal aborted first. */
  async acquire(signal: AbortSignal): Promise<(() => void) | undefined> {
    for (;;) {
      const heldMs = this.#heldUntil - this.#clock.monotonic();
      if (signal.aborted) {
        // Only this request may have been woken, so it must pass the slot on.
        this.#wakeNext();
        return undefined;
      }
      if (heldMs > 0) {
        await this.#clock.sleep(heldMs, signal);
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
      // A request that got a slot has already left the list of waiting ones.
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
