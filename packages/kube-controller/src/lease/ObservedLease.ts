import { Clock } from '../clock';
import { LeaseObject, holderOf } from './LeaseObject';

/**
 * A Lease as we saw it, and since when it has looked so. Whether it is expired follows from our
 * own monotonic clock alone: the times written in it are by another machine's clock.
 * As client-go's LeaderElector.
 *
 * @public
 */
export class ObservedLease {
  #lease: LeaseObject | undefined;
  #record = '';
  #since = 0;
  #sinceWall: number | undefined;

  constructor(private readonly clock: Clock) {}

  get lease(): LeaseObject | undefined {
    return this.#lease;
  }

  get holder(): string | undefined {
    return holderOf(this.#lease);
  }

  /** The time of day at which the record last changed before our eyes. */
  get observedAt(): number | undefined {
    return this.#sinceWall;
  }

  /** Since when the record has looked as it does, by the monotonic clock. */
  get since(): number {
    return this.#since;
  }

  /** @param since - when it was first seen so by other eyes, by the same monotonic clock. */
  see(lease: LeaseObject | undefined, since?: number): void {
    if (!this.shows(lease)) {
      this.#record = recordOf(lease);
      this.#since = since ?? this.clock.monotonic();
      this.#sinceWall = this.clock.now();
    }
    this.#lease = lease;
  }

  /** The Lease looks as it did when it was last seen. */
  shows(lease: LeaseObject | undefined): boolean {
    return this.#record === recordOf(lease);
  }

  /** May somebody else take it? An absent or released Lease is free, a held one once it expired. */
  isFree(defaultDurationMs: number): boolean {
    if (!this.holder) {
      return true;
    }
    const seconds = this.#lease?.spec?.leaseDurationSeconds;
    const durationMs = seconds ? seconds * 1000 : defaultDurationMs;
    return this.clock.monotonic() - this.#since >= durationMs;
  }
}

function recordOf(lease: LeaseObject | undefined): string {
  return JSON.stringify([lease?.metadata.uid, lease?.spec]);
}
