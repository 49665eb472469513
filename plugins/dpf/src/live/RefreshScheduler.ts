/** Minimum time between two reads when many changes arrive at once. */
export const DEBOUNCE_MS = 250;

/** Polling interval when no change is signalled. */
export const POLL_MS = 30_000;

/** Polling interval while a management cluster is starting, because no signal announces that it is ready. */
export const STARTING_POLL_MS = 3_000;

/** @internal */
export interface RefreshSchedulerOptions {
  /** Reads once. Never rejects. */
  run(): Promise<void>;
}

/**
 * Decides when to read again: immediately on the first request, then at most once per `DEBOUNCE_MS`, and never twice at
 * the same time. A request during a read leads to another read, because the current one may have missed the change.
 *
 * @internal
 */
export class RefreshScheduler {
  readonly #run: () => Promise<void>;
  #running = false;
  #requested = false;
  #quietUntil: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: RefreshSchedulerOptions) {
    this.#run = options.run;
  }

  request() {
    if (this.#stopped) {
      return;
    }
    if (this.#running || this.#quietUntil !== undefined) {
      this.#requested = true;
      return;
    }
    this.#start();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#quietUntil);
    this.#quietUntil = undefined;
  }

  #start() {
    this.#requested = false;
    this.#running = true;
    this.#quietUntil = setTimeout(() => {
      this.#quietUntil = undefined;
      this.#next();
    }, DEBOUNCE_MS);
    const done = () => {
      this.#running = false;
      this.#next();
    };
    this.#run().then(done, done);
  }

  #next() {
    if (
      this.#requested &&
      !this.#running &&
      !this.#stopped &&
      this.#quietUntil === undefined
    ) {
      this.#start();
    }
  }
}
