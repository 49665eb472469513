const KNOWN_FOR_MS = 30 * 60_000;

/**
 * Remembers which object of a cluster may not be changed from here. To ask again at each pass would be in vain; rights may
 * be given meanwhile, so after half an hour it is worth a try.
 */
export class Refusals {
  readonly #remembered = new Map<string, { object: string; until: number }>();

  /** `now` is monotonic milliseconds, here as below. */
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

  /** True while the object is as it was when the change was refused, for half an hour at most. */
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

function versionOf(object: { uid?: string; resourceVersion?: string }): string {
  return `${object.uid}/${object.resourceVersion}`;
}
