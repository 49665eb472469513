import {
  Clock,
  Indexers,
  Informer,
  InformerHandler,
  KubeClient,
  KubeObject,
  Logger,
  ResourceType,
  ServerGate,
  objectKey,
} from '@dpf-portal/kube-controller';

/** Which objects a view watches, and by what. @public */
export interface ResourceViewOptions<T> {
  client: KubeClient;
  resource: ResourceType;
  /** Default: all. */
  namespaces?: readonly string[];
  labelSelector?: string;
  metadataOnly?: boolean;
  indexers?: Indexers<T>;
  transform?: (object: T) => T;
  serverGate: ServerGate;
  clock: Clock;
  logger: Logger;
}

/** What keeps a store up to date with a resource. @public */
export type Follower = Pick<
  Informer<KubeObject>,
  'position' | 'state' | 'listAgain'
>;

/**
 * A view of any kind of object.
 *
 * @public
 */
export interface AnyResourceView {
  readonly resource: ResourceType;
  readonly settled: boolean;
  readonly known: boolean;
  readonly wasListed: boolean;
  readonly forbidden: boolean;
  readonly pending: string | undefined;
  /** What follows the resource, by namespace; the key is empty where all namespaces are followed at once. */
  readonly followers: ReadonlyMap<string, Follower>;
  overlay(object: KubeObject): void;
  follow(resource: ResourceType): void;
  schemaChanged(): void;
  run(signal: AbortSignal): Promise<void>;
}

/** The watched objects of one resource, in all namespaces or in a few: one informer each. @public */
export class ResourceView<T extends KubeObject> {
  #resource: ResourceType;
  readonly #informers = new Map<string, Informer<T>>();

  constructor(options: ResourceViewOptions<T>) {
    this.#resource = options.resource;
    const { namespaces, ...rest } = options;
    const scopes =
      options.resource.namespaced && namespaces?.length ? namespaces : [''];
    for (const namespace of scopes) {
      this.#informers.set(
        namespace,
        new Informer<T>({ ...rest, namespace: namespace || undefined }),
      );
    }
  }

  /** What is watched now. */
  get resource(): ResourceType {
    return this.#resource;
  }

  get followers(): ReadonlyMap<string, Follower> {
    return this.#informers;
  }

  /** Switches to another API version of the same resource. The stored objects stay until the new list has arrived. */
  follow(resource: ResourceType): void {
    this.#resource = resource;
    for (const informer of this.#all()) {
      informer.follow(resource);
    }
  }

  /** Its definition was changed: see `Informer.schemaChanged`. */
  schemaChanged(): void {
    for (const informer of this.#all()) {
      informer.schemaChanged();
    }
  }

  /**
   * The server has answered for every scope: it listed the objects, or they may not be read, or they are not served.
   */
  get settled(): boolean {
    return this.#all().every(
      ({ state }) => state.synced || state.forbidden || state.absent,
    );
  }

  /** What has not been listed yet, with the reason if it is known; `undefined` once it is settled. */
  get pending(): string | undefined {
    return this.settled
      ? undefined
      : describePending(this.#resource.plural, this.problem);
  }

  /** The objects have been listed, so an object that is not stored does not exist. */
  get readable(): boolean {
    return this.#all().every(
      ({ state }) => state.synced && !state.forbidden && !state.absent,
    );
  }

  /** The objects were listed, or are not served; they may have changed since, where the server does not answer. */
  get wasListed(): boolean {
    return this.settled && !this.forbidden;
  }

  /** An object that is not stored does not exist: the objects of every scope are listed and watched, or not served. */
  get known(): boolean {
    return this.wasListed && !this.relistPending;
  }

  /** The objects of some scope may not be read. */
  get forbidden(): boolean {
    return this.#all().some(({ state }) => state.forbidden);
  }

  /** Resolves once the objects of every scope have been listed, and when the watching ends before that. */
  async whenListed(): Promise<void> {
    await Promise.all(this.#all().map(informer => informer.whenSynced()));
  }

  /** The server does not serve the resource any more. */
  get absent(): boolean {
    return this.#all().every(({ state }) => state.absent);
  }

  /** The server was unreachable and has not listed the objects since, so the store may not match its data. */
  get relistPending(): boolean {
    return this.#all().some(({ state }) => state.relistPending);
  }

  /** Why the objects are not known. */
  get problem(): string | undefined {
    return this.#all().find(({ state }) => state.problem)?.state.problem;
  }

  /** Wall milliseconds of the last news. */
  get lastSeenAt(): number | undefined {
    const times = this.#all().map(({ state }) => state.lastSeenAt ?? 0);
    return Math.max(...times) || undefined;
  }

  get(ref: { namespace?: string; name: string }): T | undefined {
    return this.#informerOf(ref.namespace)?.store.get(objectKey(ref));
  }

  list(): readonly T[] {
    const all = this.#all();
    return all.length === 1
      ? all[0].store.list()
      : all.flatMap(({ store }) => store.list());
  }

  byIndex(index: string, value: string): readonly T[] {
    const all = this.#all();
    return all.length === 1
      ? all[0].store.byIndex(index, value)
      : all.flatMap(({ store }) => store.byIndex(index, value));
  }

  addHandler(handler: InformerHandler<T>): void {
    for (const informer of this.#all()) {
      informer.addHandler(handler);
    }
  }

  /** Stores an object that a write or a live read returned, until the watch has caught up. */
  overlay(object: T): void {
    this.#informerOf(object.metadata.namespace)?.overlay(object);
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#all().map(informer => informer.run(signal)));
  }

  #all(): Informer<T>[] {
    return [...this.#informers.values()];
  }

  #informerOf(namespace: string | undefined): Informer<T> | undefined {
    return this.#informers.get('') ?? this.#informers.get(namespace ?? '');
  }
}

/** Describes what has not been listed, with the reason if it is known. */
export function describePending(what: string, problem?: string): string {
  return problem ? `${what} (${problem})` : what;
}
