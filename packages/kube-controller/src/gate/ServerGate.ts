import { Clock, systemClock } from '../clock';
import { Logger, messageOf, silentLogger } from '../logger';
import { KubeApiError, KubeUnreachableError, RestTransport } from '../rest';

const PROBE_INTERVAL_MS = 1000;
const PROBE_TIMEOUT_MS = 2000;
const FAILURES_TO_CLOSE = 3;

/** @public */
export interface ServerGateOptions {
  transport: RestTransport;
  clock?: Clock;
  logger?: Logger;
}

/**
 * Is the API server there? Fed by the outcome of every request of a {@link KubeClient}.
 *
 * It closes when a connection is refused, or when three requests in a row get no answer. While it
 * is closed it alone knocks, once a second at `/readyz`; queues and informers wait. Any answer
 * below 500, there or to a request still under way, opens it.
 *
 * @public
 */
export class ServerGate {
  readonly #transport: RestTransport;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<(open: boolean) => void>();
  readonly #stop = new AbortController();
  #open = true;
  #failures = 0;
  #reason: string | undefined;
  #lastContactAt: number | undefined;

  constructor(options: ServerGateOptions) {
    this.#transport = options.transport;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
  }

  isOpen(): boolean {
    return this.#open;
  }

  /** Why it is closed. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** The time of day of the last answer. */
  get lastContactAt(): number | undefined {
    return this.#lastContactAt;
  }

  /** The server answered. */
  reportSuccess(): void {
    this.#failures = 0;
    this.#lastContactAt = this.#clock.now();
    if (!this.#open) {
      this.#open = true;
      this.#reason = undefined;
      this.#logger.info('The API server is back');
      this.#notify();
    }
  }

  /**
   * A request failed. Only a {@link KubeUnreachableError} counts against the server; an error
   * that the server itself answered with is a contact, unless it is a 5xx.
   */
  reportFailure(error: unknown): void {
    if (error instanceof KubeApiError) {
      if (error.status < 500) {
        this.reportSuccess();
      }
      return;
    }
    if (!(error instanceof KubeUnreachableError)) {
      return;
    }
    this.#failures++;
    const refused = error.code === 'ECONNREFUSED';
    if (this.#open && (refused || this.#failures >= FAILURES_TO_CLOSE)) {
      this.#open = false;
      this.#reason = messageOf(error);
      this.#logger.warn(`The API server is away: ${this.#reason}`);
      this.#notify();
      void this.#probe();
    }
  }

  /** Resolves when the gate is open, or when the signal aborts. It never rejects. */
  whenOpen(signal?: AbortSignal): Promise<void> {
    if (this.#open || signal?.aborted) {
      return Promise.resolve();
    }
    return new Promise(resolve => {
      let unsubscribe = () => {};
      const finish = () => {
        unsubscribe();
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      unsubscribe = this.onChange(open => open && finish());
      signal?.addEventListener('abort', finish);
    });
  }

  /** Calls `fn` each time the gate opens or closes; returns the way to stop that. */
  onChange(fn: (open: boolean) => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /** Stops knocking, for good. */
  dispose(): void {
    this.#stop.abort();
  }

  async #probe(): Promise<void> {
    const { signal } = this.#stop;
    while (!this.#open && !signal.aborted) {
      await this.#clock.sleep(PROBE_INTERVAL_MS, signal);
      if (this.#open || signal.aborted) {
        return;
      }
      try {
        await this.#transport.request({
          method: 'GET',
          path: '/readyz',
          timeoutMs: PROBE_TIMEOUT_MS,
          urgent: true,
          signal,
        });
        this.reportSuccess();
      } catch (error) {
        this.#reason = messageOf(error);
        if (error instanceof KubeApiError) {
          this.reportFailure(error);
        }
      }
    }
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(this.#open);
      } catch (error) {
        this.#logger.error(`A gate listener failed: ${messageOf(error)}`);
      }
    }
  }
}
