import { Clock, TimerHandle, sleepWith } from '../clock';

interface Timer {
  at: number;
  order: number;
  fn: () => void;
}

// Read before a test can replace it with its own fake.
const nextTurn = setImmediate;

/**
 * A clock that a test advances.
 *
 * @public
 */
export class FakeClock implements Clock {
  #wall: number;
  #monotonic = 0;
  #order = 0;
  readonly #timers = new Map<TimerHandle, Timer>();

  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#wall = startMs;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  setTimeout(fn: () => void, ms: number): TimerHandle {
    const handle = {};
    const at = this.#monotonic + Math.max(ms, 0);
    this.#timers.set(handle, { at, order: this.#order++, fn });
    return handle;
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    if (handle !== undefined) {
      this.#timers.delete(handle);
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepWith(this, ms, signal);
  }

  /** How many timers are waiting. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer; undefined where there is none. */
  get nextTimerInMs(): number | undefined {
    const next = this.#next();
    return next && next[1].at - this.#monotonic;
  }

  /** How many timers would run if time advanced by `ms` now. */
  timersDue(ms: number): number {
    const until = this.#monotonic + ms;
    return [...this.#timers.values()].filter(t => t.at <= until).length;
  }

  /**
   * Advances the time. Timers run in due order, each at its own time, and pending promises settle before the next one
   * runs.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    await this.flush();
    for (;;) {
      const next = this.#next();
      if (!next || next[1].at > until) {
        break;
      }
      this.#moveTo(Math.max(next[1].at, this.#monotonic));
      this.#timers.delete(next[0]);
      next[1].fn();
      await this.flush();
    }
    this.#moveTo(until);
    await this.flush();
  }

  /** Lets pending promises settle without advancing the time. */
  async flush(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      await new Promise<void>(resolve => nextTurn(resolve));
    }
  }

  /** Simulates a suspended machine: the time of day advances, the monotonic clock and the timers do not. */
  suspend(ms: number): void {
    this.#wall += ms;
  }

  #moveTo(monotonic: number): void {
    this.#wall += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }

  #next(): [TimerHandle, Timer] | undefined {
    let first: [TimerHandle, Timer] | undefined;
    for (const entry of this.#timers) {
      const [, timer] = entry;
      if (
        !first ||
        timer.at < first[1].at ||
        (timer.at === first[1].at && timer.order < first[1].order)
      ) {
        first = entry;
      }
    }
    return first;
  }
}
