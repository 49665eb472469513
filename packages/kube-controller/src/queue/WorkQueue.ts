import { Clock, TimerHandle, systemClock } from '../clock';
import { MetricsRegistry, silentMetrics } from '../metrics';
import { DelayHeap } from './DelayHeap';
import { WorkQueueMetrics } from './WorkQueueMetrics';

// Of five keys handed out while both wait, one is a retry: neither side starves the other.
const FRESH_PER_RETRY = 4;

/** The delays and the metrics of a {@link WorkQueue}. @public */
export interface WorkQueueOptions {
  clock?: Clock;
  /** The delay after the first failure; it doubles with each further one. Default 5 ms. */
  baseDelayMs?: number;
  /** The longest delay after failures. Default 60 s. */
  maxDelayMs?: number;
  /** The label that distinguishes its metrics from those of other queues. */
  name?: string;
  metrics?: MetricsRegistry;
}

/**
 * A queue of keys. As client-go's rate-limiting work queue:
 *
 * - a key that is added several times before a worker takes it is handed out once;
 * - a key is never with two workers: when it is added while a worker has it, it waits for `done`;
 * - `addAfter` keeps the earlier of two due times;
 * - `addRateLimited` delays by the number of failures since `forget`.
 *
 * Unlike client-go's, retries wait in a queue of their own, so that any number of failing keys delays a new key by
 * one key at most.
 *
 * @public
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #fresh = new Set<string>();
  readonly #retries = new Set<string>();
  readonly #processing = new Set<string>();
  /** Added again while a worker has them. */
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #delayed = new DelayHeap();
  readonly #delayedRetries = new Set<string>();
  readonly #waiters: Array<() => void> = [];
  readonly #idleListeners = new Set<() => void>();
  readonly #metrics: WorkQueueMetrics;
  #timer: TimerHandle | undefined;
  #freshInARow = 0;
  #shutDown = false;

  constructor(options: WorkQueueOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#baseDelayMs = options.baseDelayMs ?? 5;
    this.#maxDelayMs = options.maxDelayMs ?? 60_000;
    this.#metrics = new WorkQueueMetrics(
      options.metrics ?? silentMetrics,
      options.name ?? '',
    );
  }

  /** How many keys wait for a worker; delayed ones do not count. */
  get length(): number {
    return this.#fresh.size + this.#retries.size;
  }

  /** How many keys are delayed. */
  get delayed(): number {
    return this.#delayed.size;
  }

  /** True when no key waits for a worker or is with one. Delayed keys do not count. */
  get idle(): boolean {
    return this.length === 0 && this.#processing.size === 0;
  }

  add(key: string): void {
    this.#enqueue(key, this.#fresh);
  }

  addAfter(key: string, ms: number): void {
    if (ms <= 0) {
      this.add(key);
    } else if (!this.#shutDown) {
      this.#delayed.add(key, this.#clock.monotonic() + ms);
      this.#armTimer();
    }
  }

  addRateLimited(key: string): void {
    if (this.#shutDown) {
      return;
    }
    this.#metrics.retried();
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#delayedRetries.add(key);
    this.addAfter(
      key,
      Math.min(
        this.#baseDelayMs * 2 ** Math.min(failures, 30),
        this.#maxDelayMs,
      ),
    );
  }

  /** Resets the key's failures. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** The key's failures since the last `forget`. */
  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /**
   * Takes the next key; waits for one. Undefined when the signal aborts or the queue has been shut
   * down and is empty. Each key taken must be given back by {@link WorkQueue.done}.
   */
  async get(signal?: AbortSignal): Promise<string | undefined> {
    for (;;) {
      if (signal?.aborted) {
        // Only this worker may have been woken, so it must check the queue once more.
        this.#wakeOne();
        return undefined;
      }
      const key = this.#take();
      if (key !== undefined) {
        return key;
      }
      if (this.#shutDown) {
        return undefined;
      }
      await this.#nextArrival(signal);
    }
  }

  done(key: string): void {
    this.#processing.delete(key);
    this.#metrics.done(key, this.#clock.monotonic());
    if (this.#again.delete(key)) {
      this.add(key);
    }
    if (this.idle) {
      const listeners = [...this.#idleListeners];
      this.#idleListeners.clear();
      listeners.forEach(listener => listener());
    }
  }

  /** Resolves as soon as the queue is idle. */
  whenIdle(): Promise<void> {
    return this.idle
      ? Promise.resolve()
      : new Promise(resolve => this.#idleListeners.add(resolve));
  }

  /** Accepts no further key; those that wait are still handed out, delayed ones are dropped. */
  shutDown(): void {
    this.#shutDown = true;
    this.#again.clear();
    this.#delayed.clear();
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiters.splice(0).forEach(wake => wake());
  }

  #enqueue(key: string, lane: Set<string>): void {
    if (this.#shutDown) {
      return;
    }
    this.#metrics.added(key, this.#clock.monotonic());
    if (this.#processing.has(key)) {
      this.#again.add(key);
    } else if (lane === this.#fresh) {
      this.#retries.delete(key);
      this.#fresh.add(key);
    } else if (!this.#fresh.has(key)) {
      this.#retries.add(key);
    }
    this.#metrics.depth(this.length);
    this.#wakeOne();
  }

  #wakeOne(): void {
    if (this.length > 0) {
      this.#waiters.shift()?.();
    }
  }

  #take(): string | undefined {
    const retryFirst =
      this.#fresh.size === 0 || this.#freshInARow >= FRESH_PER_RETRY;
    const lane =
      retryFirst && this.#retries.size > 0 ? this.#retries : this.#fresh;
    const [key] = lane;
    if (key === undefined) {
      return undefined;
    }
    lane.delete(key);
    this.#freshInARow = lane === this.#fresh ? this.#freshInARow + 1 : 0;
    this.#processing.add(key);
    this.#metrics.taken(key, this.#clock.monotonic());
    this.#metrics.depth(this.length);
    return key;
  }

  #nextArrival(signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      // A woken worker has already left the list of waiting ones.
      const finish = () => {
        const index = this.#waiters.indexOf(finish);
        if (index >= 0) {
          this.#waiters.splice(index, 1);
        }
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      this.#waiters.push(finish);
      signal?.addEventListener('abort', finish);
    });
  }

  #armTimer(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const { nextAt } = this.#delayed;
    if (nextAt !== undefined) {
      this.#timer = this.#clock.setTimeout(
        () => this.#releaseDue(),
        Math.max(0, nextAt - this.#clock.monotonic()),
      );
    }
  }

  #releaseDue(): void {
    for (;;) {
      const key = this.#delayed.takeDue(this.#clock.monotonic());
      if (key === undefined) {
        break;
      }
      const isRetry = this.#delayedRetries.delete(key);
      this.#enqueue(key, isRetry ? this.#retries : this.#fresh);
    }
    this.#armTimer();
  }
}
