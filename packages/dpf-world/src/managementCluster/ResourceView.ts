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

/** A view whose kind of object does not matter. @public */
export interface AnyResourceView {
  readonly resource: ResourceType;
  readonly settled: boolean;
  readonly pending: string | undefined;
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

  /** Goes on with another API version of the same resource; what is known stays until its list is there. */
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

  /** The server has answered for every scope: with objects, or that they may not be read or are not served. */
  get settled(): boolean {
    return this.#all().every(
      ({ state }) => state.synced || state.forbidden || state.absent,
    );
  }

  /** What the server has not answered for yet, and why where that is known; `undefined` once it is settled. */
  get pending(): string | undefined {
    return this.settled
      ? undefined
      : describePending(this.#resource.plural, this.problem);
  }

  /** The objects are known: what is not in here does not exist. */
  get readable(): boolean {
    return this.#all().every(
      ({ state }) => state.synced && !state.forbidden && !state.absent,
    );
  }

  /** Resolves once the objects of every scope have been listed, and when the watching ends before that. */
  async whenListed(): Promise<void> {
    await Promise.all(this.#all().map(informer => informer.whenSynced()));
  }

  /** The server does not serve the resource any more. */
  get absent(): boolean {
    return this.#all().every(({ state }) => state.absent);
  }

  /** The server was away: what is in here may be of another history than the server's, until it has been listed. */
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

  /** An object as a write or a live read brought it: seen at once, until the watch catches up. */
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

/** What has not been read, and why where that is known. */
export function describePending(what: string, problem?: string): string {
  return problem ? `${what} (${problem})` : what;
}
