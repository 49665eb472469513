/** Keys ordered by due time. Each key is in it once. */
export class DelayHeap {
  readonly #dueAt = new Map<string, number>();
  readonly #heap: Array<{ key: string; at: number }> = [];

  get size(): number {
    return this.#dueAt.size;
  }

  /** When the next key is due. */
  get nextAt(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.at;
  }

  /** Adds a key; where it is in the heap already, the earlier due time counts. */
  add(key: string, at: number): void {
    const known = this.#dueAt.get(key);
    if (known !== undefined && known <= at) {
      return;
    }
    this.#dueAt.set(key, at);
    this.#heap.push({ key, at });
    this.#up(this.#heap.length - 1);
  }

  /** Takes out the first key that is due at `now`. */
  takeDue(now: number): string | undefined {
    this.#dropStale();
    const first = this.#heap[0];
    if (!first || first.at > now) {
      return undefined;
    }
    this.#removeFirst();
    this.#dueAt.delete(first.key);
    return first.key;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#dueAt.clear();
  }

  // A key that was moved leaves its old entry behind.
  #dropStale(): void {
    while (
      this.#heap.length > 0 &&
      this.#dueAt.get(this.#heap[0].key) !== this.#heap[0].at
    ) {
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#down(0);
    }
  }

  #up(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#heap[parent].at <= this.#heap[index].at) {
        return;
      }
      this.#swap(index, parent);
      index = parent;
    }
  }

  #down(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let least = index;
      if (left < this.#heap.length && this.#isLess(left, least)) {
        least = left;
      }
      if (right < this.#heap.length && this.#isLess(right, least)) {
        least = right;
      }
      if (least === index) {
        return;
      }
      this.#swap(index, least);
      index = least;
    }
  }

  #isLess(a: number, b: number): boolean {
    return this.#heap[a].at < this.#heap[b].at;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b], this.#heap[a]];
  }
}
