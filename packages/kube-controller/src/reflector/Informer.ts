import { isDeepStrictEqual } from 'node:util';
import { KubeClient } from '../client/KubeClient';
import { Clock, TimerHandle, systemClock } from '../clock';
import { ServerGate } from '../gate/ServerGate';
import { Logger, messageOf, silentLogger } from '../logger';
import { KubeObject, ObjectRef, objectKey } from '../objects/KubeObject';
import { ResourceType } from '../objects/ResourceType';
import { InformerPosition, PositionTracker } from './PositionTracker';
import { Reflector, ReflectorSink, ReflectorState } from './Reflector';
import { Overlay, isOlderVersion } from '../store/Overlay';
import { Indexers, ReadonlyStore, Store, deepFreeze } from '../store/Store';

type ManagedMetadata = KubeObject['metadata'] & { managedFields?: unknown };

/**
 * Handles the events of an informer, one at a time and in order. An error that a handler throws is logged; other
 * handlers are called all the same.
 *
 * @public
 */
export interface InformerHandler<T> {
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
}

/** What an {@link Informer} lists and watches, and how it keeps it. @public */
export interface InformerOptions<T> {
  client: KubeClient;
  resource: ResourceType;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Watch `metadata` only: for Secrets. */
  metadataOnly?: boolean;
  indexers?: Indexers<T>;
  /** Shrinks an object before it is stored. */
  transform?: (object: T) => T;
  /** Default: the client's. While it is closed no request is sent. */
  serverGate?: ServerGate;
  clock?: Clock;
  logger?: Logger;
  /** How often to list although the watch works, which bounds the effect of a lost event. Default 30 min. */
  relistIntervalMs?: number;
  /** A watch without event or bookmark for this long is ended and followed by a list. Default 90 s. */
  idleTimeoutMs?: number;
  /** The retry interval for a resource that was forbidden from the start. Default 30 s. */
  forbiddenRetryMs?: number;
  /** Random numbers for jitter, 0 to 1. */
  random?: () => number;
}

/**
 * A store that follows a resource. As client-go's SharedInformer: after the first list the store holds every object,
 * handlers get each change, and an object that was recreated under its name is reported as deleted and added. Only
 * its signal stops it: while the server is unreachable, denies access or does not serve the resource, the store keeps
 * its objects and {@link Informer.state} holds the reason.
 *
 * @public
 */
export class Informer<T extends KubeObject> {
  readonly store: ReadonlyStore<T>;
  readonly #store: Store<T>;
  readonly #overlay: Overlay;
  readonly #reflector: Reflector<T>;
  readonly #options: InformerOptions<T>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #handlers = new Set<InformerHandler<T>>();
  readonly #syncWaiters = new Set<() => void>();
  #resource: ResourceType;
  /** The newest version that a list or watch delivered. */
  #seenVersion: string | undefined;
  readonly #position = new PositionTracker();
  #listingAgain: Promise<void> | undefined;
  #onListed: () => void = () => {};

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    this.#resource = options.resource;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#store = new Store<T>(options.indexers);
    this.store = this.#store;
    this.#overlay = new Overlay(this.#clock);
    this.#reflector = new Reflector<T>({
      ...options,
      serverGate: options.serverGate ?? options.client.serverGate,
      clock: this.#clock,
      logger: this.#logger,
      relistIntervalMs: options.relistIntervalMs ?? 30 * 60_000,
      idleTimeoutMs: options.idleTimeoutMs ?? 90_000,
      forbiddenRetryMs: options.forbiddenRetryMs ?? 30_000,
      random: options.random ?? Math.random,
      sink: this.#sink(),
    });
  }

  /** The resource that is followed now. */
  get resource(): ResourceType {
    return this.#resource;
  }

  /** Whether the first list was delivered; stays true. */
  get synced(): boolean {
    return this.#reflector.state.synced;
  }

  get state(): Readonly<ReflectorState> {
    return this.#reflector.state;
  }

  get position(): Readonly<InformerPosition> {
    return this.#position.current;
  }

  /**
   * Lists at once and then watches from there, for a watch that lags. Resolves when the list has arrived, and when the
   * informer stops. A list that was asked for before and has not arrived serves later callers too.
   */
  listAgain(): Promise<void> {
    this.#listingAgain ??= new Promise<void>(resolve => {
      this.#onListed = resolve;
      this.#reflector.listAgain();
    }).finally(() => {
      this.#listingAgain = undefined;
    });
    return this.#listingAgain;
  }

  /** Adds a handler and reports the stored objects to it as added. Returns a function that removes it. */
  addHandler(handler: InformerHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#store.list()) {
      this.#call(() => handler.added?.(object));
    }
    return () => this.#handlers.delete(handler);
  }

  /** Resolves to true once synced, to false when the time-out passes or the signal aborts first. */
  whenSynced(
    options: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<boolean> {
    const { signal, timeoutMs } = options;
    if (this.synced || signal?.aborted) {
      return Promise.resolve(this.synced);
    }
    return new Promise(resolve => {
      let timer: TimerHandle | undefined;
      const finish = () => {
        this.#clock.clearTimeout(timer);
        this.#syncWaiters.delete(finish);
        signal?.removeEventListener('abort', finish);
        resolve(this.synced);
      };
      if (timeoutMs !== undefined) {
        timer = this.#clock.setTimeout(finish, timeoutMs);
      }
      this.#syncWaiters.add(finish);
      signal?.addEventListener('abort', finish);
    });
  }

  /**
   * Switches to another API version of the same resource. The store keeps its objects until the list in the new version
   * arrives; then handlers get each object that differs in the new version, although its resourceVersion is the same.
   */
  follow(resource: ResourceType): void {
    if (resource.version === this.#resource.version) {
      return;
    }
    this.#resource = resource;
    this.#reflector.follow(resource);
  }

  /**
   * Call it when the resource's definition (CRD) changed. The server ends the watch about a second later, and then
   * everything is listed again: objects that nobody wrote since can have fields and defaults that the old schema
   * lacked.
   */
  schemaChanged(): void {
    this.#reflector.schemaChanged();
  }

  /**
   * Puts the answer to an own write into the store at once and calls the handlers. It overrides older events and a
   * list that was under way, until an event as new or newer arrives, for at most 30 s. An object that the watch has
   * already passed is ignored. Selectors are not evaluated: pass only objects that they select.
   */
  overlay(object: T): void {
    const { namespace } = this.#options;
    if (namespace && object.metadata.namespace !== namespace) {
      return;
    }
    const { resourceVersion } = object.metadata;
    const current = this.#store.get(objectKey(object));
    if (
      !isOlderVersion(this.#seenVersion, resourceVersion) &&
      isOlderVersion('0', this.#seenVersion) &&
      isOlderVersion('0', resourceVersion)
    ) {
      return;
    }
    if (isOlderVersion(resourceVersion, current?.metadata.resourceVersion)) {
      return;
    }
    this.#overlay.put(object);
    this.#position.changedTo(resourceVersion);
    this.#put(object);
  }

  /**
   * Removes an object from the store at once after its deletion was confirmed. Do not use it for an object that
   * finalizers keep: further events of this uid are ignored for 30 s.
   */
  overlayDeleted(ref: ObjectRef, uid: string): void {
    const key = objectKey(ref);
    if (this.#store.get(key)?.metadata.uid === uid) {
      this.#overlay.putDeleted(key, uid);
      this.#remove(key);
    }
  }

  /** Lists and watches until the signal aborts. It never rejects. Call it once. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#reflector.run(signal);
    for (const waiter of [...this.#syncWaiters]) {
      waiter();
    }
    this.#onListed();
  }

  #sink(): ReflectorSink<T> {
    return {
      listing: () => this.#overlay.listing(),
      replaced: (items, version) => this.#replace(items, version),
      upserted: object => {
        if (this.#isReplayed(object)) {
          return;
        }
        this.#note(object);
        if (!this.#overlay.hides(objectKey(object), object)) {
          this.#put(object);
        }
      },
      deleted: object => {
        if (this.#isReplayed(object)) {
          return;
        }
        const key = objectKey(object);
        this.#note(object);
        if (!this.#overlay.hidesDeletion(key, object)) {
          this.#remove(key, object);
        }
      },
      reached: version => this.#position.reached(version),
    };
  }

  #note({ metadata }: T): void {
    if (!isOlderVersion(metadata.resourceVersion, this.#seenVersion)) {
      this.#seenVersion = metadata.resourceVersion;
    }
    this.#position.changedTo(metadata.resourceVersion);
  }

  /** A watch only moves forward, so an event that is older than the stored object was delivered before. */
  #isReplayed(object: T): boolean {
    const known = this.#store.get(objectKey(object));
    return isOlderVersion(
      object.metadata.resourceVersion,
      known ? known.metadata.resourceVersion : this.#seenVersion,
    );
  }

  #replace(items: T[], version: string | undefined): boolean {
    this.#seenVersion = version;
    this.#overlay.listed();
    const listed = new Set(items.map(objectKey));
    let removed = false;
    for (const key of this.#store.keys()) {
      if (!listed.has(key) && !this.#overlay.keepsUnlisted(key, version)) {
        this.#remove(key);
        removed = true;
      }
    }
    this.#position.listed(version, items, {
      removed,
      ownWrites: this.#overlay.size > 0,
    });
    for (const item of items) {
      if (!this.#overlay.hides(objectKey(item), item)) {
        this.#putListed(item);
      }
    }
    // On the next turn: the reflector sets `synced` right after this, and waiters check it.
    queueMicrotask(() => {
      [...this.#syncWaiters].forEach(waiter => waiter());
      this.#onListed();
    });
    return this.#overlay.size > 0;
  }

  #put(raw: T): void {
    const old = this.#store.get(objectKey(raw));
    const version = raw.metadata.resourceVersion;
    // The watch event of an own write changes nothing, so it is skipped.
    if (!version || !old || !isSameVersion(raw, old)) {
      this.#set(this.#prepare(raw), old);
    }
  }

  /** After a restore from a backup, the server assigns a version a second time, to other content. */
  #putListed(raw: T): void {
    const object = this.#prepare(raw);
    const old = this.#store.get(objectKey(object));
    if (!isDeepStrictEqual(object, old)) {
      this.#set(object, old);
    }
  }

  #set(object: T, old: T | undefined): void {
    const key = objectKey(object);
    const same = old?.metadata.uid === object.metadata.uid;
    if (old && !same) {
      this.#remove(key);
    }
    this.#store.set(key, object);
    for (const handler of [...this.#handlers]) {
      this.#call(() =>
        old && same ? handler.updated?.(object, old) : handler.added?.(object),
      );
    }
  }

  #remove(key: string, last?: T): void {
    const old = this.#store.get(key);
    if (!old) {
      return;
    }
    this.#store.delete(key);
    const final =
      last && last.metadata.uid === old.metadata.uid
        ? this.#prepare(last)
        : old;
    for (const handler of [...this.#handlers]) {
      this.#call(() => handler.deleted?.(final));
    }
  }

  #prepare(raw: T): T {
    const { transform } = this.#options;
    const object = transform ? transform(raw) : raw;
    // Without `delete`: V8 would turn the object into a hash table, which is several times larger.
    const { managedFields: _, ...metadata }: ManagedMetadata = object.metadata;
    return deepFreeze({ ...object, metadata });
  }

  #call(handler: () => unknown): void {
    const log = (error: unknown) =>
      this.#logger.error(
        `A handler of ${this.#resource.plural} failed: ${messageOf(error)}`,
      );
    try {
      const result = handler();
      if (result instanceof Promise) {
        result.catch(log);
      }
    } catch (error) {
      log(error);
    }
  }
}

function isSameVersion(a: KubeObject, b: KubeObject): boolean {
  return (
    a.metadata.uid === b.metadata.uid &&
    a.metadata.resourceVersion === b.metadata.resourceVersion
  );
}
