import { isDeepStrictEqual } from 'node:util';
import { KubeClient } from '../client';
import { Clock, systemClock, TimerHandle } from '../clock';
import { ServerGate } from '../gate';
import { Logger, messageOf, silentLogger } from '../logger';
import { KubeObject, objectKey, ObjectRef, ResourceType } from '../objects';
import { Indexers, isOlderVersion, ReadonlyStore } from '../store';
import { deepFreeze } from '../store/deepFreeze';
import { Overlay } from '../store/Overlay';
import { Store } from '../store/Store';
import { Reflector, ReflectorState } from './Reflector';
import { ReflectorSink } from './ReflectorSink';

type ManagedMetadata = KubeObject['metadata'] & { managedFields?: unknown };

/**
 * Hears what an informer sees. Called one at a time, in the order of the events. What a handler
 * throws is logged and harms nobody else.
 *
 * @public
 */
export interface InformerHandler<T> {
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
}

/** @public */
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
  /** Default: the client's. While it is closed nothing is asked. */
  serverGate?: ServerGate;
  clock?: Clock;
  logger?: Logger;
  /** How often to list although the watch is well: a bound for what a lost event can do. Default 30 min. */
  relistIntervalMs?: number;
  /** A watch without event or bookmark for this long is given up and followed by a list. Default 90 s. */
  idleTimeoutMs?: number;
  /** How soon to ask again for what has never been allowed. Default 30 s. */
  forbiddenRetryMs?: number;
  /** Random numbers for jitter, 0 to 1. */
  random?: () => number;
}

/**
 * A store that follows a resource. As client-go's SharedInformer: after the first list the store
 * holds everything, handlers hear each change, an object made anew under one name is heard as
 * deleted and added. Nothing but its signal stops it; while the server is away, denies access or
 * does not know the resource, the store keeps what it had and {@link Informer.state} says why.
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
  /** The newest version that list or watch has delivered. */
  #seenVersion: string | undefined;

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

  /** What is followed now. */
  get resource(): ResourceType {
    return this.#resource;
  }

  /** Has the first list been delivered? It stays true. */
  get synced(): boolean {
    return this.#reflector.state.synced;
  }

  get state(): Readonly<ReflectorState> {
    return this.#reflector.state;
  }

  /** Adds a handler and tells it what is already there, as added. Returns the way to remove it. */
  addHandler(handler: InformerHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#store.list()) {
      this.#call(() => handler.added?.(object));
    }
    return () => this.#handlers.delete(handler);
  }

  /** Resolves to true once synced, to false when the time is over or the signal aborts before. */
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
   * Goes on with another API version of the same resource. The store keeps what it has until the list in the new version
   * is there; then handlers hear of each object that reads otherwise now, though its resourceVersion is the same.
   */
  follow(resource: ResourceType): void {
    if (resource.version === this.#resource.version) {
      return;
    }
    this.#resource = resource;
    this.#reflector.follow(resource);
  }

  /**
   * The definition of the resource was changed: once the server ends the watch for it, as it does about a second later,
   * everything is listed anew. Fields and defaults that the schema before did not have are in there now, of objects that
   * nobody has written since.
   */
  schemaChanged(): void {
    this.#reflector.schemaChanged();
  }

  /**
   * Puts the answer to an own write into the store at once, handlers included. It wins over older
   * events, and over a list that was under way, until an event as new or newer arrives, for 30 s at
   * most. An object that the watch has already gone past is ignored. Selectors are not looked at: hand over only what they select.
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
    this.#put(object);
  }

  /**
   * Takes an object that is gone for good out of the store at once. Not for one that finalizers
   * keep: further events of this uid are ignored for 30 s.
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
    };
  }

  #note({ metadata }: T): void {
    if (!isOlderVersion(metadata.resourceVersion, this.#seenVersion)) {
      this.#seenVersion = metadata.resourceVersion;
    }
  }

  /** A watch goes forward: an event from before what is known of the object was heard before. */
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
    for (const key of this.#store.keys()) {
      if (!listed.has(key) && !this.#overlay.keepsUnlisted(key, version)) {
        this.#remove(key);
      }
    }
    for (const item of items) {
      if (!this.#overlay.hides(objectKey(item), item)) {
        this.#putListed(item);
      }
    }
    // Not yet: the reflector says "synced" right after this, and waiters look at that.
    queueMicrotask(() => [...this.#syncWaiters].forEach(waiter => waiter()));
    return this.#overlay.size > 0;
  }

  #put(raw: T): void {
    const old = this.#store.get(objectKey(raw));
    const version = raw.metadata.resourceVersion;
    // The echo of an own write is not worth preparing.
    if (!version || !old || !isSameVersion(raw, old)) {
      this.#set(this.#prepare(raw), old);
    }
  }

  /** After an older copy of its data was put back, the server gives a version a second time, to another content. */
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
    // Not by "delete": that makes a hash table of the object, several times as large.
    const { managedFields: _, ...metadata }: ManagedMetadata = raw.metadata;
    const object: T = { ...raw, metadata };
    const { transform } = this.#options;
    return deepFreeze(transform ? transform(object) : object);
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
