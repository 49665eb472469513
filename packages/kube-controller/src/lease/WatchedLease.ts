import { Clock } from '../clock';
import { ObservedLease } from './ObservedLease';
import { LeaseObject } from './LeaseObject';

/**
 * A Lease as somebody's watch shows it. An elector that is given one need not look for a whole lease duration with its own
 * eyes at a holder that has been silent for long, nor wait for its next look when the holder lets go.
 *
 * The watch may be late, and it does no harm: a record that the watch has shown and that a read still finds has stood
 * still in between, since every renewal makes another one.
 *
 * @public
 */
export class WatchedLease {
  readonly #observed: ObservedLease;
  readonly #onFreed = new Set<() => void>();

  constructor(options: { clock: Clock }) {
    this.#observed = new ObservedLease(options.clock);
  }

  /** What the watch shows now; `undefined` when the Lease was deleted. */
  see(lease: LeaseObject | undefined): void {
    const before = this.#observed.holder;
    this.#observed.see(lease);
    if (before && !this.#observed.holder) {
      [...this.#onFreed].forEach(listener => listener());
    }
  }

  /** Since when, by the monotonic clock, the watch has shown exactly this record; `undefined`: it shows another. */
  shownSince(lease: LeaseObject | undefined): number | undefined {
    return this.#observed.shows(lease) ? this.#observed.since : undefined;
  }

  /** Calls back when the holder lets go. Returns the way to stop. */
  onFreed(listener: () => void): () => void {
    this.#onFreed.add(listener);
    return () => this.#onFreed.delete(listener);
  }
}
