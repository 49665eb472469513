import { Clock } from '../clock';
import { KubeObject, objectKey } from '../objects/KubeObject';

/**
 * Whether resource version `a` is older than `b`. False where a version is not decimal. As apimachinery's
 * CompareResourceVersion.
 *
 * @public
 */
export function isOlderVersion(
  a: string | undefined,
  b: string | undefined,
): boolean {
  if (!isDecimal(a) || !isDecimal(b)) {
    return false;
  }
  return a.length === b.length ? a < b : a.length < b.length;
}

function isDecimal(version: string | undefined): version is string {
  return version !== undefined && /^(0|[1-9]\d*)$/.test(version);
}

// Longer than a working watch lags. Bounds the effect of a server that was restored from a backup.
const LIFETIME_MS = 30_000;

interface Entry {
  uid: string | undefined;
  /** Absent for a deletion. */
  resourceVersion?: string;
  until: number;
}

/**
 * Keeps own writes until the watch delivers them, so that an older event does not revert them in the store. An entry
 * lives for 30 s at most.
 */
export class Overlay {
  readonly #entries = new Map<string, Entry>();
  /** The entries that existed when the last list began. */
  #listed: ReadonlySet<Entry> = new Set();

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Call it when a list begins. */
  listing(): void {
    this.#listed = new Set(this.#entries.values());
  }

  /**
   * Call it when that list has arrived. The list reflects every write from before it began, so these entries are
   * dropped: the write is in the list, or it was reverted by somebody or by a restore.
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
      until: this.#clock.monotonic() + LIFETIME_MS,
    });
  }

  putDeleted(key: string, uid: string): void {
    this.#entries.set(key, {
      uid,
      until: this.#clock.monotonic() + LIFETIME_MS,
    });
  }

  /** Whether an own write is newer than this object, which the server sent as added or modified. */
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

  /** Whether an own write overrides the deletion of this object: only where the uid differs. */
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

  /** Whether the object of this key, which is missing in a list of that version, is newer than the list. */
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
    if (entry && entry.until <= this.#clock.monotonic()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }
}
