import { createHash } from 'node:crypto';
import { Clock, isOlderVersion } from '@dpf-portal/kube-controller';
import { AnyResourceView, Follower } from './ResourceView';

/** The newest version that the readers of each store know, by a short name of the store. @public */
export type StorePosition = ReadonlyMap<string, string>;

/** A watch is late by some milliseconds. */
const USUAL_DELAY_MS = 300;
const CHECK_MS = 20;
/** How long a reader waits at most. */
const PATIENCE_MS = 2_000;
/** A list of thousands of objects for each read would make a busy process later still. */
const LIST_EVERY_MS = 10_000;

/**
 * How far the stores of a management cluster are. Processes that watch the same cluster exchange positions, so that a reader
 * who changes from one to the other sees nothing older than before. Each store is compared by itself: a quiet one learns of
 * new versions only about once a minute.
 *
 * @public
 */
export class StorePositions {
  readonly #options: {
    views: () => readonly AnyResourceView[];
    mayCatchUp: () => boolean;
    synced: () => boolean;
    clock: Clock;
  };
  readonly #names = new WeakMap<Follower, string>();
  readonly #listedAt = new WeakMap<Follower, number>();

  constructor(options: {
    views: () => readonly AnyResourceView[];
    /** Whether the server answers. */
    mayCatchUp: () => boolean;
    /** Whether everything has been listed once. */
    synced: () => boolean;
    clock: Clock;
  }) {
    this.#options = options;
  }

  /** What the readers of the stores know now. */
  current(): StorePosition {
    return new Map(
      this.#followers().flatMap(([name, { position }]) =>
        position.changed ? [[name, position.changed]] : [],
      ),
    );
  }

  /**
   * Resolves to true when the stores are as new as a position. Waits for the watch, then lists what is behind. False when
   * that is not enough within two seconds, or the server does not answer.
   */
  async reach(wanted: StorePosition): Promise<boolean> {
    const { clock, mayCatchUp } = this.#options;
    const since = clock.monotonic();
    const passed = () => clock.monotonic() - since;
    while (this.#lacks(wanted) && passed() < USUAL_DELAY_MS && mayCatchUp()) {
      await clock.sleep(CHECK_MS);
    }
    let listed = false;
    if (this.#lacks(wanted) && mayCatchUp()) {
      const lists = this.#behind(wanted).map(follower =>
        this.#listAgain(follower),
      );
      void Promise.all(lists).then(own => {
        listed = own.length > 0 && own.every(Boolean);
      });
    }
    while (
      this.#lacks(wanted) &&
      !listed &&
      passed() < PATIENCE_MS &&
      mayCatchUp()
    ) {
      await clock.sleep(CHECK_MS);
    }
    // What was listed after the question is the newest there is: the server was restored from a backup.
    return !this.#lacks(wanted) || (listed && this.#options.synced());
  }

  #lacks(wanted: StorePosition): boolean {
    return (
      wanted.size > 0 &&
      (!this.#options.synced() || this.#behind(wanted).length > 0)
    );
  }

  #behind(wanted: StorePosition): Follower[] {
    return this.#followers().flatMap(([name, follower]) =>
      isOlderVersion(follower.position.seen, wanted.get(name))
        ? [follower]
        : [],
    );
  }

  /** Resolves to true when a list has arrived that was begun after the call, false if one is not due yet. */
  async #listAgain(follower: Follower): Promise<boolean> {
    const now = this.#options.clock.monotonic();
    if (now - (this.#listedAt.get(follower) ?? -Infinity) < LIST_EVERY_MS) {
      return false;
    }
    this.#listedAt.set(follower, now);
    await follower.listAgain();
    return true;
  }

  #followers(): Array<[string, Follower]> {
    return this.#options
      .views()
      .flatMap(view =>
        [...view.followers].map(([namespace, follower]): [string, Follower] => [
          this.#nameOf(view, namespace, follower),
          follower,
        ]),
      );
  }

  #nameOf(
    { resource: { group, plural } }: AnyResourceView,
    namespace: string,
    follower: Follower,
  ): string {
    let name = this.#names.get(follower);
    if (!name) {
      name = createHash('sha256')
        .update(`${plural}.${group}/${namespace}`)
        .digest('base64url')
        .slice(0, 6);
      this.#names.set(follower, name);
    }
    return name;
  }
}
