import { Clock } from '../clock';
import { KubeObject, objectKey } from '../objects';
import { isOlderVersion } from './isOlderVersion';

// Longer than a watch lags in earnest; a guard against a server restored from a backup.
const LIFETIME_MS = 30_000;

interface Entry {
  uid: string | undefined;
  /** Absent for a deletion. */
  resourceVersion?: string;
  until: number;
}

/**
 * Remembers our own writes until the watch has caught up with them, so that an older event does
 * not undo them in the store. An entry lives for 30 s at most.
 */
export class Overlay {
  readonly #entries = new Map<string, Entry>();
  /** Those that were there when the last list began. */
  #listed: ReadonlySet<Entry> = new Set();

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.#entries.size;
  }

  /** A list begins. */
  listing(): void {
    this.#listed = new Set(this.#entries.values());
  }

  /**
   * That list has come. The server answers with what it has, so a write from before the list is in it, or has been
   * undone: by somebody, or by an older copy of the data.
   */
  listed(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#listed.has(entry)) {
        this.#entries.delete(key);
      }
    }
  }

  put(object: KubeObject): void {
    this.#entries.set(objectKey(object), {
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
      until: this.clock.monotonic() + LIFETIME_MS,
    });
  }

  putDeleted(key: string, uid: string): void {
    this.#entries.set(key, {
      uid,
      until: this.clock.monotonic() + LIFETIME_MS,
    });
  }

  /** Does our own write win over this object, which the server sent as added or modified? */
  hides(key: string, object: KubeObject): boolean {
    const entry = this.#live(key);
    if (!entry) {
      return false;
    }
    const { uid, resourceVersion } = object.metadata;
    const hidden =
      entry.resourceVersion === undefined
        ? entry.uid === uid
        : isOlderVersion(resourceVersion, entry.resourceVersion);
    if (!hidden) {
      this.#entries.delete(key);
    }
    return hidden;
  }

  /** Does our own write win over the news that this object was deleted? Only if that was another object. */
  hidesDeletion(key: string, object: KubeObject): boolean {
    const entry = this.#live(key);
    if (!entry) {
      return false;
    }
    const hidden =
      entry.resourceVersion !== undefined && entry.uid !== object.metadata.uid;
    if (!hidden) {
      this.#entries.delete(key);
    }
    return hidden;
  }

  /** Is the object of this key, which a list of that version lacks, younger than the list? */
  keepsUnlisted(key: string, listVersion: string | undefined): boolean {
    const entry = this.#live(key);
    const kept =
      entry?.resourceVersion !== undefined &&
      isOlderVersion(listVersion, entry.resourceVersion);
    if (entry && !kept) {
      this.#entries.delete(key);
    }
    return kept;
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry && entry.until <= this.clock.monotonic()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }
}
