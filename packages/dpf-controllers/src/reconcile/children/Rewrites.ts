/**
 * Remembers which of our writes something else rewrote at once, a mutating webhook for one. Writing the same again would
 * be a fight without end.
 */
export class Rewrites {
  readonly #remembered = new Map<string, string>();

  remember(uid: string, resourceVersion: string, wantedHash: string): void {
    this.#remembered.set(uid, `${resourceVersion}/${wantedHash}`);
  }

  /** True while the object is still as it was made of our last write. */
  isKnown(uid: string, resourceVersion: string, wantedHash: string): boolean {
    return this.#remembered.get(uid) === `${resourceVersion}/${wantedHash}`;
  }

  forget(uid: string): void {
    this.#remembered.delete(uid);
  }
}
