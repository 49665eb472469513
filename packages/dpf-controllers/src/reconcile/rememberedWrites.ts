const KNOWN_FOR_MS = 30 * 60_000;

function versionOf(object: { uid?: string; resourceVersion?: string }): string {
  return `${object.uid}/${object.resourceVersion}`;
}

/**
 * Remembers which of our writes another controller, such as a mutating webhook, changed at once. Repeating such a write
 * would never end.
 */
export class Rewrites {
  readonly #remembered = new Map<string, string>();

  remember(uid: string, resourceVersion: string, wantedHash: string): void {
    this.#remembered.set(uid, `${resourceVersion}/${wantedHash}`);
  }

  /** True while the object is unchanged since our last write was rewritten. */
  isKnown(uid: string, resourceVersion: string, wantedHash: string): boolean {
    return this.#remembered.get(uid) === `${resourceVersion}/${wantedHash}`;
  }

  forget(uid: string): void {
    this.#remembered.delete(uid);
  }
}

/**
 * Remembers which objects of a cluster may not be changed by this process. A retry in each pass would fail again; the
 * rights may be granted later, so it is retried after 30 minutes.
 */
export class Refusals {
  readonly #remembered = new Map<string, { object: string; until: number }>();

  /** `now` is monotonic milliseconds, also below. */
  remember(
    clusterUid: string,
    object: { uid?: string; resourceVersion?: string },
    now: number,
  ): void {
    this.#remembered.set(clusterUid, {
      object: versionOf(object),
      until: now + KNOWN_FOR_MS,
    });
  }

  /** True while the object is unchanged since the write was rejected, for 30 minutes at most. */
  isKnown(
    clusterUid: string,
    object: { uid?: string; resourceVersion?: string },
    now: number,
  ): boolean {
    const known = this.#remembered.get(clusterUid);
    return known?.object === versionOf(object) && now < known.until;
  }

  forget(clusterUid: string): void {
    this.#remembered.delete(clusterUid);
  }
}

/** Remembers what need not be tried again by this process, or only after some time. */
export class Attempts {
  readonly #due = new Map<string, number>();

  /** `now` and `at` are monotonic milliseconds; `Infinity` for never. */
  isDue(what: string, now: number): boolean {
    return now >= (this.#due.get(what) ?? -Infinity);
  }

  next(what: string, at: number): void {
    this.#due.set(what, at);
  }

  /** Forgets everything whose name ends like this. */
  forget(suffix: string): void {
    for (const what of this.#due.keys()) {
      if (what.endsWith(suffix)) {
        this.#due.delete(what);
      }
    }
  }
}
