const AT_LEAST = 3;
const MORE_THAN = 0.5;
/** Number of consecutive full reads that must agree before a large removal is applied. */
const CONFIRMATIONS = 3;

/**
 * Prevents a wrong response from emptying the catalog. If a full read would remove at least three entities and more
 * than half of all, the removal is delayed until further reads agree.
 */
export class DeletionBrake {
  #heldInARow = 0;

  /** Whether to delay these removals. Call it once per full read. */
  holds(counts: { existing: number; removed: number }): boolean {
    const { existing, removed } = counts;
    const large = removed >= AT_LEAST && removed > existing * MORE_THAN;
    this.#heldInARow = large ? this.#heldInARow + 1 : 0;
    if (this.#heldInARow >= CONFIRMATIONS) {
      this.#heldInARow = 0;
      return false;
    }
    return large;
  }
}
