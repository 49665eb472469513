import { Clock } from '../clock';
import { LeaseObject, holderOf } from './LeaseObject';

/**
 * The last seen record of a Lease, and since when it has not changed. Expiry is computed from this process's
 * monotonic clock alone, since the times in the record come from another machine's clock. As client-go's
 * LeaderElector.
 *
 * @public
 */
export class ObservedLease {
  #lease: LeaseObject | undefined;
  #record = '';
  #since = 0;
  #sinceWall: number | undefined;

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lease(): LeaseObject | undefined {
    return this.#lease;
  }

  get holder(): string | undefined {
    return holderOf(this.#lease);
  }

  /** The time of day at which the record was last seen to change. */
  get observedAt(): number | undefined {
    return this.#sinceWall;
  }

  /** Since when the record has not changed, by the monotonic clock. */
  get since(): number {
    return this.#since;
  }

  /** @param since - when a watch first showed this record, by the same monotonic clock. */
  see(lease: LeaseObject | undefined, since?: number): void {
    if (!this.shows(lease)) {
      this.#record = recordOf(lease);
      this.#since = since ?? this.#clock.monotonic();
      this.#sinceWall = this.#clock.now();
    }
    this.#lease = lease;
  }

  /** Whether the Lease is the same as when it was last seen. */
  shows(lease: LeaseObject | undefined): boolean {
    return this.#record === recordOf(lease);
  }

  /** Whether another process may take it: it is absent, released or expired. */
  isFree(defaultDurationMs: number): boolean {
    if (!this.holder) {
      return true;
    }
    const seconds = this.#lease?.spec?.leaseDurationSeconds;
    const durationMs = seconds ? seconds * 1000 : defaultDurationMs;
    return this.#clock.monotonic() - this.#since >= durationMs;
  }
}

function recordOf(lease: LeaseObject | undefined): string {
  return JSON.stringify([lease?.metadata.uid, lease?.spec]);
}
