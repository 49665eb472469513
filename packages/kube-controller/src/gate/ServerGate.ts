import { Clock, systemClock } from '../clock';
import { Logger, messageOf, silentLogger } from '../logger';
import { KubeTransport, RestRequest } from '../rest/KubeTransport';
import { KubeApiError, KubeUnreachableError } from '../rest/errors';

/**
 * Called before each write; throws {@link GateClosedError} when the write must not happen.
 *
 * @public
 */
export type WriteGate = () => void;

const PROBE_INTERVAL_MS = 1000;
const PROBE_TIMEOUT_MS = 2000;
const FAILURES_TO_CLOSE = 3;
const READY: RestRequest = { method: 'GET', path: '/readyz' };
const SMALL_LIST: RestRequest = {
  method: 'GET',
  path: '/api/v1/namespaces',
  query: { limit: 1 },
};

/** The transport with which a {@link ServerGate} probes the server. @public */
export interface ServerGateOptions {
  transport: KubeTransport;
  clock?: Clock;
  logger?: Logger;
}

/**
 * Whether the API server is reachable, by the outcome of every request of a {@link KubeClient}.
 *
 * The gate closes when a connection is refused, or when three requests in a row get no answer. While it is closed
 * only the gate sends requests: it probes `/readyz` once a second; queues and informers wait. Any answer below 500,
 * to a probe or to a request still under way, opens it. A server that is not ready may still answer lists, so every
 * other probe is a small list.
 *
 * @public
 */
export class ServerGate {
  readonly #transport: KubeTransport;
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

  /** Why the gate is closed. */
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
      this.#logger.info('The API server is reachable again');
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
      this.#logger.warn(`The API server is unreachable: ${this.#reason}`);
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

  /** Calls `fn` each time the gate opens or closes; returns a function that unsubscribes. */
  onChange(fn: (open: boolean) => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /** Stops probing for good. */
  dispose(): void {
    this.#stop.abort();
  }

  async #probe(): Promise<void> {
    const { signal } = this.#stop;
    let probe = READY;
    while (!this.#open && !signal.aborted) {
      await this.#clock.sleep(PROBE_INTERVAL_MS, signal);
      if (this.#open || signal.aborted) {
        return;
      }
      try {
        await this.#transport.request({
          ...probe,
          timeoutMs: PROBE_TIMEOUT_MS,
          urgent: true,
          signal,
        });
        this.reportSuccess();
      } catch (error) {
        this.#reason = messageOf(error);
        const listNext = probe === READY && error instanceof KubeApiError;
        // Only a successful list counts: a starting server answers 403 for a moment.
        if (listNext) {
          this.reportFailure(error);
        }
        probe = listNext ? SMALL_LIST : READY;
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
