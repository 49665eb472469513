import { Clock } from '../clock';
import { LeaseObject } from './LeaseObject';
import { ObservedLease } from './ObservedLease';

/**
 * A Lease as an existing watch shows it. An elector with a watched Lease need not observe a silent holder for a whole
 * lease duration by itself, and reacts at once when the holder releases the Lease.
 *
 * A late watch is safe: a record that the watch showed and that a read still returns has not changed in between,
 * since every renewal changes it.
 *
 * @public
 */
export class WatchedLease {
  readonly #observed: ObservedLease;
  readonly #onFreed = new Set<() => void>();
  readonly #onSeen = new Set<(holder: string | undefined) => void>();

  constructor(options: { clock: Clock }) {
    this.#observed = new ObservedLease(options.clock);
  }

  /** Reports what the watch shows; `undefined` when the Lease was deleted. */
  see(lease: LeaseObject | undefined): void {
    const before = this.#observed.holder;
    this.#observed.see(lease);
    if (before && !this.#observed.holder) {
      [...this.#onFreed].forEach(listener => listener());
    }
    const { holder } = this.#observed;
    [...this.#onSeen].forEach(listener => listener(holder));
  }

  /**
   * Since when, by the monotonic clock, the watch has shown exactly this record; `undefined` where it shows another.
   */
  shownSince(lease: LeaseObject | undefined): number | undefined {
    return this.#observed.shows(lease) ? this.#observed.since : undefined;
  }

  /** Calls back when the holder releases the Lease. Returns a function that unsubscribes. */
  onFreed(listener: () => void): () => void {
    this.#onFreed.add(listener);
    return () => this.#onFreed.delete(listener);
  }

  /** Calls back with the holder whenever the watch shows the Lease. Returns a function that unsubscribes. */
  onSeen(listener: (holder: string | undefined) => void): () => void {
    this.#onSeen.add(listener);
    return () => this.#onSeen.delete(listener);
  }
}
