import { Clock } from '@dpf-portal/kube-controller';
import { TooManyRequestsError } from '../requests/requestErrors';

const WINDOW_MS = 60_000;
const MOST_USERS = 10_000;

/**
 * Limits how often each user may do something within a minute. It counts in this process only: what a user may store is
 * limited on the management cluster; this only bounds the work of one process.
 */
export class UserRate {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limit: number;
  readonly #what: string;
  /** The times of each user; the most recent user is last. */
  readonly #times = new Map<string, number[]>();

  constructor(options: {
    clock: Pick<Clock, 'now'>;
    limit: number;
    /** Plural, for the message. */
    what: string;
  }) {
    this.#clock = options.clock;
    this.#limit = options.limit;
    this.#what = options.what;
  }

  /** Counts one more use. Throws a TooManyRequestsError, and does not count, if the limit is reached. */
  take(userEntityRef: string): void {
    const now = this.#clock.now();
    // Times in the future are from before the clock was set back.
    const times = (this.#times.get(userEntityRef) ?? []).filter(
      time => time > now - WINDOW_MS && time <= now,
    );
    this.#times.delete(userEntityRef);
    this.#times.set(userEntityRef, times);
    const [longestUnheard] = this.#times.keys();
    if (this.#times.size > MOST_USERS) {
      this.#times.delete(longestUnheard);
    }
    if (times.length < this.#limit) {
      times.push(now);
      return;
    }
    const retryAfterSeconds = Math.ceil((times[0] + WINDOW_MS - now) / 1000);
    throw new TooManyRequestsError(
      `You may make at most ${this.#limit} ${
        this.#what
      } a minute. Try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  }
}
