import { Clock, systemClock } from '../clock';
import { Logger, messageOf, silentLogger } from '../logger';
import {
  KubeApiError,
  KubeUnreachableError,
  RestRequest,
  RestTransport,
} from '../rest';

const PROBE_INTERVAL_MS = 1000;
const PROBE_TIMEOUT_MS = 2000;
const FAILURES_TO_CLOSE = 3;
const READY: RestRequest = { method: 'GET', path: '/readyz' };
const SMALL_LIST: RestRequest = {
  method: 'GET',
  path: '/api/v1/namespaces',
  query: { limit: 1 },
};

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
 * below 500, there or to a request still under way, opens it. A server that says it is not ready
 * may answer lists all the same, for good: every other knock asks it for a small one.
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
    let knock = READY;
    while (!this.#open && !signal.aborted) {
      await this.#clock.sleep(PROBE_INTERVAL_MS, signal);
      if (this.#open || signal.aborted) {
        return;
      }
      try {
        await this.#transport.request({
          ...knock,
          timeoutMs: PROBE_TIMEOUT_MS,
          urgent: true,
          signal,
        });
        this.reportSuccess();
      } catch (error) {
        this.#reason = messageOf(error);
        const asksAgain = knock === READY && error instanceof KubeApiError;
        // Of a list only a success counts: a server that is starting up refuses what it will soon allow.
        if (asksAgain) {
          this.reportFailure(error);
        }
        knock = asksAgain ? SMALL_LIST : READY;
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
