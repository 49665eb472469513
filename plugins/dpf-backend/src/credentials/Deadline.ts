import { TenantRequestError } from '@dpf-portal/dpf-world';
import { Clock } from '@dpf-portal/kube-controller';

/** One bound for all the requests of one piece of work. */
export class Deadline {
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly #end: number;
  readonly #ms: number;

  constructor(options: {
    clock: Pick<Clock, 'monotonic' | 'sleep'>;
    ms: number;
  }) {
    this.#clock = options.clock;
    this.#ms = options.ms;
    this.#end = options.clock.monotonic() + options.ms;
  }

  get remainingMs(): number {
    return Math.max(0, this.#end - this.#clock.monotonic());
  }

  /** The result of the work, or a TenantRequestError when the time is over. The work is not stopped. */
  async bound<T>(work: Promise<T>): Promise<T> {
    const done = new AbortController();
    try {
      return await Promise.race([
        work,
        this.#clock.sleep(this.remainingMs, done.signal).then(() => {
          throw this.passed();
        }),
      ]);
    } finally {
      done.abort();
    }
  }

  passed(): TenantRequestError {
    return new TenantRequestError(
      'Slow',
      `It did not answer within ${Math.round(this.#ms / 1000)} s.`,
    );
  }
}
