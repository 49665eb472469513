/** Refetches are at least this far apart when many changes come at once. */
export const DEBOUNCE_MS = 250;

/** How often a view is read again even when nobody announces a change. */
export const POLL_MS = 30_000;

/** The same while a management cluster is starting: nobody announces that it answers. */
export const STARTING_POLL_MS = 3_000;

/** @internal */
export interface RefreshSchedulerOptions {
  /** Reads once. Never rejects. */
  run(): Promise<void>;
}

/**
 * Decides when to read again: at once on the first wish, then at most once per `DEBOUNCE_MS` and never twice at the
 * same time. A wish made while a read is under way is kept, since that read may have missed the change.
 *
 * @internal
 */
export class RefreshScheduler {
  readonly #run: () => Promise<void>;
  #running = false;
  #wished = false;
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
      this.#wished = true;
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
    this.#wished = false;
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
      this.#wished &&
      !this.#running &&
      !this.#stopped &&
      this.#quietUntil === undefined
    ) {
      this.#start();
    }
  }
}
