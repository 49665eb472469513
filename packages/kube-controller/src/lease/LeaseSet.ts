import { LeaseLock, LeaseLostError } from './LeaseLock';

/**
 * Leases that one process holds together: all of them, or none. Every candidate takes them in the same order, so two
 * candidates cannot block each other.
 */
export class LeaseSet {
  readonly #locks: readonly LeaseLock[];
  readonly #identity: string;

  constructor(options: { locks: readonly LeaseLock[]; identity: string }) {
    if (options.locks.length === 0) {
      throw new Error('An election needs a Lease');
    }
    this.#locks = options.locks;
    this.#identity = options.identity;
  }

  get names(): string[] {
    return this.#locks.map(({ name }) => name);
  }

  /** Another process that holds one of them, as last seen; else the holder of the first one. */
  get holder(): string | undefined {
    const other = this.#locks.find(
      ({ observed, isOurs }) => observed.holder !== undefined && !isOurs,
    );
    return (other ?? this.#locks[0]).observed.holder;
  }

  /** The time of day at which one of them was last seen to change. */
  get observedAt(): number | undefined {
    const times = this.#locks
      .map(({ observed }) => observed.observedAt)
      .filter((time): time is number => time !== undefined);
    return times.length > 0 ? Math.max(...times) : undefined;
  }

  /** Reads all of them. Resolves with true where every one may be taken now. */
  async look(): Promise<boolean> {
    await Promise.all(this.#locks.map(lock => lock.look()));
    return this.#locks.every(({ isFree }) => isFree);
  }

  /** Takes all of them. Where one cannot be taken, releases those taken before it and rejects. */
  async take(): Promise<void> {
    const taken: LeaseLock[] = [];
    try {
      for (const lock of this.#locks) {
        await lock.take();
        taken.push(lock);
      }
    } catch (error) {
      await Promise.allSettled(taken.map(lock => lock.release()));
      throw error;
    }
  }

  /**
   * Renews all of them; rejects unless every one was renewed.
   *
   * @throws LeaseLostError where another process holds one.
   */
  async renew(): Promise<void> {
    const results = await Promise.allSettled(
      this.#locks.map(lock => lock.renew()),
    );
    const errors = results.flatMap(result =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    if (errors.length > 0) {
      throw errors.find(e => e instanceof LeaseLostError) ?? errors[0];
    }
  }

  /** Releases those that are held here; rejects where one could not be released. */
  async release(): Promise<void> {
    await Promise.all(this.#locks.map(lock => lock.release()));
  }

  /** Calls back when the holder of one of them releases it. Returns a function that unsubscribes. */
  onFreed(listener: () => void): () => void {
    return together(
      this.#locks.map(({ watched }) => watched?.onFreed(listener)),
    );
  }

  /**
   * Calls back when a watch that showed this process as the holder no longer does: the Lease was deleted or taken.
   * Returns a function that unsubscribes.
   */
  onTaken(listener: () => void): () => void {
    return together(
      this.#locks.map(({ watched }) => {
        // The watch may be late: what it shows before this process's hold is older than the hold.
        let shown = false;
        return watched?.onSeen(holder => {
          if (holder === this.#identity) {
            shown = true;
          } else if (shown) {
            listener();
          }
        });
      }),
    );
  }
}

function together(stops: Array<(() => void) | undefined>): () => void {
  return () => stops.forEach(stop => stop?.());
}
