// There are few templates. Parts that never repeat fill the cache too, until it is cleared.
const MOST_PARTS = 256;

/**
 * Stores equal parts of objects only once. The children of thousands of clusters are made from one template, and stored
 * objects are frozen, so sharing is safe.
 */
export class SharedParts {
  readonly #parts = new Map<string, unknown>();

  /** A copy of the object whose fields are shared with all that have equal ones. */
  fieldsOf<T extends object>(object: T): T {
    const shared = Object.entries(object).map(([name, value]) => [
      name,
      this.#share(value),
    ]);
    return Object.fromEntries(shared) as T;
  }

  #share(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) {
      return part;
    }
    const text = JSON.stringify(part);
    const known = this.#parts.get(text);
    if (known !== undefined) {
      return known;
    }
    if (this.#parts.size >= MOST_PARTS) {
      this.#parts.clear();
    }
    this.#parts.set(text, part);
    return part;
  }
}
