import { KubeObject } from '../objects/KubeObject';
import { isOlderVersion } from '../store/Overlay';

/** How far the store of an informer is, in resource versions. @public */
export interface InformerPosition {
  /** The store has every change up to this version. */
  seen?: string;
  /**
   * The newest version that changed the store, which its readers know. A store of another process is as new as this one
   * if its `seen` is not older than this.
   */
  changed?: string;
}

/** Keeps the position of one store. */
export class PositionTracker {
  #position: InformerPosition = {};

  get current(): Readonly<InformerPosition> {
    return this.#position;
  }

  /** An object of this version was stored or removed. */
  changedTo(version: string | undefined): void {
    if (version && !isOlderVersion(version, this.#position.changed)) {
      this.#position = { ...this.#position, changed: version };
    }
  }

  /** The watch has delivered everything up to this version. */
  reached(version: string | undefined): void {
    if (version && !isOlderVersion(version, this.#position.seen)) {
      this.#position = { ...this.#position, seen: version };
    }
  }

  /**
   * A list of this version has arrived. It does not say when an object was removed, only that it was by then. A version
   * that is older than what is known, and not because of an own write, is that of a server that was restored from a backup.
   */
  listed(
    version: string | undefined,
    items: readonly KubeObject[],
    found: { removed: boolean; ownWrites: boolean },
  ): void {
    const { changed } = this.#position;
    const restored = isOlderVersion(version, changed) && !found.ownWrites;
    this.#position = {
      seen: version,
      changed: found.removed || restored ? version : changed,
    };
    for (const { metadata } of items) {
      this.changedTo(metadata.resourceVersion);
    }
  }
}
