/**
 * What an informer has seen, to read. Its objects are frozen.
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
