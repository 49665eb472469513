import { Clock, systemClock } from '../clock';
import { ServerGate } from '../gate';
import { Logger, messageOf, silentLogger } from '../logger';
import { MetricsRegistry, silentMetrics } from '../metrics';
import { ControllerMetrics } from '../metrics/ControllerMetrics';
import { WorkQueue } from '../queue';
import { GateClosedError, retryClassOf } from '../rest';

const RESUME_JITTER_MS = 500;

/** What a reconcile asks for; nothing means: rest until the next event. @public */
export type ReconcileResult = { requeueAfterMs?: number } | void;

/** @public */
export interface ReconcileContext {
  /** Aborts at the deadline of this reconcile and when the controller stops. */
  signal: AbortSignal;
  logger: Logger;
}

/** @public */
export interface ControllerOptions {
  name: string;
  /** Brings the object of the key to where it should be. It is level-based: the key is all it gets. */
  reconcile: (
    key: string,
    context: ReconcileContext,
  ) => Promise<ReconcileResult>;
  /** How many keys are worked on at once. Default 4. */
  concurrency?: number;
  /** The deadline of one reconcile. Default 60 s. */
  timeoutMs?: number;
  clock?: Clock;
  logger?: Logger;
  metrics?: MetricsRegistry;
  /** While it is closed no reconcile starts. */
  serverGate?: ServerGate;
  queue?: WorkQueue;
  /** Random numbers for jitter, 0 to 1. */
  random?: () => number;
}

/**
 * Runs a reconcile for each key of a queue. As controller-runtime's Controller:
 *
 * - success forgets the key's failures; `requeueAfterMs` brings it back later;
 * - an error brings it back with growing delay, a stale read soon, a terminal error not at all;
 * - a key is never reconciled twice at once, and no key waits for the failure of another.
 *
 * A reconcile that ignores its deadline frees its worker all the same; its key stays taken until
 * it has ended.
 *
 * @public
 */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #queue: WorkQueue;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #metrics: ControllerMetrics;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const metrics = options.metrics ?? silentMetrics;
    this.#metrics = new ControllerMetrics(metrics, options.name);
    this.#queue =
      options.queue ??
      new WorkQueue({ clock: this.#clock, name: options.name, metrics });
    this.#logger = (options.logger ?? silentLogger).child({
      controller: options.name,
    });
  }

  get name(): string {
    return this.#options.name;
  }

  /** How many keys wait for a worker. */
  get queueLength(): number {
    return this.#queue.length;
  }

  enqueue(key: string): void {
    this.#queue.add(key);
  }

  enqueueAfter(key: string, ms: number): void {
    this.#queue.addAfter(key, ms);
  }

  /**
   * Works until the signal aborts, then resolves once every reconcile under way has ended. It
   * never rejects. Keys that are left stay in the queue for the next run.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { concurrency = 4 } = this.#options;
    const unfinished = new Set<Promise<void>>();
    await Promise.all(
      Array.from({ length: concurrency }, () => this.#work(signal, unfinished)),
    );
    await Promise.all(unfinished);
  }

  /** Resolves when no key waits and none is worked on. For tests; delayed keys do not count. */
  async settled(): Promise<void> {
    do {
      await this.#queue.whenIdle();
      // A reconcile that just ended may have given others something to do.
      await new Promise(resolve => setImmediate(resolve));
    } while (!this.#queue.idle);
  }

  async #work(
    signal: AbortSignal,
    unfinished: Set<Promise<void>>,
  ): Promise<void> {
    while (!signal.aborted) {
      await this.#whenServerIsThere(signal);
      const key = await this.#queue.get(signal);
      if (key === undefined) {
        return;
      }
      await this.#whenServerIsThere(signal);
      if (signal.aborted) {
        this.#queue.add(key);
        this.#queue.done(key);
        return;
      }
      const { ended, freed } = this.#reconcile(key, signal);
      unfinished.add(ended);
      void ended.then(() => unfinished.delete(ended));
      await freed;
    }
  }

  async #whenServerIsThere(signal: AbortSignal): Promise<void> {
    const { serverGate, random = Math.random } = this.#options;
    while (serverGate && !serverGate.isOpen() && !signal.aborted) {
      await serverGate.whenOpen(signal);
      await this.#clock.sleep(random() * RESUME_JITTER_MS, signal);
    }
  }

  /** Starts a reconcile. `freed` resolves at its end or its deadline, `ended` at its end. */
  #reconcile(key: string, stop: AbortSignal) {
    const { timeoutMs = 60_000, reconcile } = this.#options;
    const deadline = new AbortController();
    const logger = this.#logger.child({ key });
    let free = () => {};
    const overdue = new Promise<void>(resolve => {
      free = resolve;
    });
    const timer = this.#clock.setTimeout(() => {
      logger.warn(`The reconcile took more than ${timeoutMs} ms`);
      deadline.abort(new Error(`The deadline of ${timeoutMs} ms has passed`));
      free();
    }, timeoutMs);
    const context: ReconcileContext = {
      logger,
      // Made when it is asked for: a joint signal costs more than many a reconcile.
      get signal() {
        return AbortSignal.any([stop, deadline.signal]);
      },
    };
    // Through a promise, so that a reconcile that throws before its first await is caught too.
    const begunAt = this.#clock.monotonic();
    this.#metrics.started();
    const ended = Promise.resolve()
      .then(() => reconcile(key, context))
      .then(
        result => this.#succeeded(key, result),
        error => this.#failed(key, error, logger, stop),
      )
      .finally(() => {
        this.#clock.clearTimeout(timer);
        this.#metrics.ended((this.#clock.monotonic() - begunAt) / 1000);
        this.#queue.done(key);
      });
    return { ended, freed: Promise.race([ended, overdue]) };
  }

  #succeeded(key: string, result: ReconcileResult): void {
    this.#queue.forget(key);
    this.#metrics.outcome(
      result?.requeueAfterMs === undefined ? 'success' : 'requeue_after',
    );
    if (result?.requeueAfterMs !== undefined) {
      this.#queue.addAfter(key, Math.max(result.requeueAfterMs, 1));
    }
  }

  #failed(
    key: string,
    error: unknown,
    logger: Logger,
    stop: AbortSignal,
  ): void {
    const retryClass = retryClassOf(error);
    this.#metrics.outcome('error', retryClass === 'terminal');
    if (retryClass === 'terminal') {
      logger.error(`Not retried: ${messageOf(error)}`);
      this.#queue.forget(key);
      return;
    }
    const expected =
      retryClass === 'stale' ||
      error instanceof GateClosedError ||
      stop.aborted;
    if (expected) {
      logger.debug(`To be retried: ${messageOf(error)}`);
    } else {
      logger.warn(`To be retried: ${messageOf(error)}`);
    }
    this.#queue.addRateLimited(key);
  }
}
