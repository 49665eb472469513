import { Clock } from '../clock';
import { LeaseObject } from './LeaseObject';

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
    return this.#lease?.spec?.holderIdentity || undefined;
  }

  /** The time of day at which the record last changed before our eyes. */
  get observedAt(): number | undefined {
    return this.#sinceWall;
  }

  see(lease: LeaseObject | undefined): void {
    const record = JSON.stringify([lease?.metadata.uid, lease?.spec]);
    if (record !== this.#record) {
      this.#record = record;
      this.#since = this.clock.monotonic();
      this.#sinceWall = this.clock.now();
    }
    this.#lease = lease;
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
