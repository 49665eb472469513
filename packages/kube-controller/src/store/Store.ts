/**
 * The read-only view of an informer's store. Its objects are frozen.
 *
 * @public
 */
export interface ReadonlyStore<T> {
  get(key: string): T | undefined;
  list(): readonly T[];
  /** The objects whose indexer yields this value. Empty for an unknown value; an unknown index throws. */
  byIndex(index: string, value: string): readonly T[];
  keys(): readonly string[];
  readonly size: number;
}

/** Each indexer yields the values under which an object is found. @public */
export type Indexers<T> = Record<string, (object: T) => string[]>;

/** Objects by key, with indexes. As client-go's ThreadSafeStore, minus the threads. */
export class Store<T> implements ReadonlyStore<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Map<string, Set<string>>>();
  #list: readonly T[] | undefined;

  readonly #indexers: Indexers<T>;

  constructor(indexers: Indexers<T> = {}) {
    this.#indexers = indexers;
    for (const name of Object.keys(indexers)) {
      this.#indexes.set(name, new Map());
    }
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): readonly T[] {
    this.#list ??= Object.freeze([...this.#objects.values()]);
    return this.#list;
  }

  keys(): readonly string[] {
    return [...this.#objects.keys()];
  }

  byIndex(index: string, value: string): readonly T[] {
    const values = this.#indexes.get(index);
    if (!values) {
      throw new Error(`There is no index "${index}"`);
    }
    const found: T[] = [];
    for (const key of values.get(value) ?? []) {
      const object = this.#objects.get(key);
      if (object !== undefined) {
        found.push(object);
      }
    }
    return found;
  }

  set(key: string, object: T): void {
    const old = this.#objects.get(key);
    const values = this.#valuesOf(object);
    if (old !== undefined) {
      this.#removeFromIndexes(key, old);
    }
    this.#objects.set(key, object);
    this.#list = undefined;
    for (const [name, own] of values) {
      const index = this.#indexes.get(name);
      for (const value of own) {
        const keys = index?.get(value);
        if (keys) {
          keys.add(key);
        } else {
          index?.set(value, new Set([key]));
        }
      }
    }
  }

  delete(key: string): void {
    const old = this.#objects.get(key);
    if (old !== undefined) {
      this.#removeFromIndexes(key, old);
      this.#objects.delete(key);
      this.#list = undefined;
    }
  }

  #valuesOf(object: T): Array<[string, string[]]> {
    return Object.entries(this.#indexers).map(([name, indexer]) => [
      name,
      indexer(object),
    ]);
  }

  #removeFromIndexes(key: string, object: T): void {
    for (const [name, own] of this.#valuesOf(object)) {
      const index = this.#indexes.get(name);
      for (const value of own) {
        const keys = index?.get(value);
        keys?.delete(key);
        if (keys?.size === 0) {
          index?.delete(value);
        }
      }
    }
  }
}

/** Freezes a JSON value with everything in it, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
