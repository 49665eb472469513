import { Clock, systemClock } from '../clock';
import { ControllerMetrics } from './ControllerMetrics';
import { ServerGate } from '../gate/ServerGate';
import { Logger, messageOf, silentLogger } from '../logger';
import { MetricsRegistry, silentMetrics } from '../metrics';
import { WorkQueue } from '../queue/WorkQueue';
import { GateClosedError, retryClassOf } from '../rest/errors';

const RESUME_JITTER_MS = 500;

/** The result of a reconcile; `undefined`: no requeue, wait for the next event. @public */
export type ReconcileResult = { requeueAfterMs?: number } | void;

/** What a reconcile gets besides the key. @public */
export interface ReconcileContext {
  /** Aborts at the deadline of this reconcile and when the controller stops. */
  signal: AbortSignal;
  logger: Logger;
}

/** The options of a {@link Controller}, as controller-runtime's `controller.Options`. @public */
export interface ControllerOptions {
  name: string;
  /** Reconciles the object of the key. Level-based: it gets the key, not the event. */
  reconcile: (
    key: string,
    context: ReconcileContext,
  ) => Promise<ReconcileResult>;
  /** How many keys are reconciled at once. Default 4. */
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
 * - success resets the key's failures; `requeueAfterMs` requeues it later;
 * - an error requeues the key with growing delay, a stale read soon, a terminal error not at all;
 * - a key is never reconciled twice at once, and a failing key does not delay others.
 *
 * A reconcile that ignores its deadline still frees its worker; its key stays locked until it ends.
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
   * Reconciles until the signal aborts, then resolves once every running reconcile has ended. It never rejects.
   * Remaining keys stay in the queue for the next run.
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
      // A reconcile that just ended may have enqueued other keys.
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
      // Created on first use: a joint signal costs more than most reconciles.
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
