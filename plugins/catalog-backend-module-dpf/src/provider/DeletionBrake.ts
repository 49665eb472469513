const AT_LEAST = 3;
const MORE_THAN = 0.5;
/** How many full reads in a row must agree before a large removal is believed. */
const CONFIRMATIONS = 3;

/**
 * Keeps one wrong answer from emptying the catalog: a full read that would remove at least three entities and more than
 * half of all is held until further reads say the same.
 */
export class DeletionBrake {
  #heldInARow = 0;

  /** Whether these removals are to be held. Ask once per full read. */
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
