/** Where a reflector delivers what it sees. */
export interface ReflectorSink<T> {
  /** A list begins: it will hold what has been written by now. */
  listing(): void;
  /** The whole truth as of a list; returns true when a list should soon follow to confirm it. */
  replaced(items: T[], resourceVersion: string | undefined): boolean;
  upserted(object: T): void;
  deleted(object: T): void;
}
