import {
  Clock,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
  ResourceType,
  ServerGate,
  objectKey,
} from '@dpf-portal/kube-controller';
import { trimToName } from './trim';

/**
 * Watches the metadata of Secrets, or of another resource, namespace by namespace, only where DPUClusters live. Their
 * data is never watched.
 */
export class NamespaceWatches {
  readonly #options: {
    client: KubeClient;
    resource: ResourceType;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: (object: KubeObject, deleted: boolean) => void;
  };
  readonly #watches = new Map<
    string,
    { informer: Informer<KubeObject>; stop: AbortController }
  >();

  constructor(options: {
    client: KubeClient;
    resource: ResourceType;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: (object: KubeObject, deleted: boolean) => void;
  }) {
    this.#options = options;
  }

  /** Whether changes in the namespace are watched. */
  covers(namespace: string): boolean {
    const state = this.#watches.get(namespace)?.informer.state;
    return state !== undefined && state.synced && !state.forbidden;
  }

  /** What may be read of every namespace has been listed. */
  get settled(): boolean {
    return [...this.#watches.values()].every(
      ({ informer: { state } }) =>
        state.synced || state.forbidden || state.absent,
    );
  }

  /** The namespaces in which the resource may not be read. */
  get forbidden(): string[] {
    return [...this.#watches].flatMap(([namespace, { informer }]) =>
      informer.state.forbidden ? [namespace] : [],
    );
  }

  /** `undefined`: it is not watched there, or may not be read. */
  has(namespace: string, name: string): boolean | undefined {
    return this.covers(namespace)
      ? this.#watches
          .get(namespace)
          ?.informer.store.get(objectKey({ namespace, name })) !== undefined
      : undefined;
  }

  add(namespace: string): void {
    if (this.#watches.has(namespace)) {
      return;
    }
    const { onChange, ...options } = this.#options;
    const informer = new Informer<KubeObject>({
      ...options,
      namespace,
      metadataOnly: true,
      transform: trimToName,
    });
    informer.addHandler({
      added: object => onChange(object, false),
      updated: object => onChange(object, false),
      deleted: object => onChange(object, true),
    });
    const stop = new AbortController();
    this.#watches.set(namespace, { informer, stop });
    void informer.run(stop.signal);
  }

  remove(namespace: string): void {
    this.#watches.get(namespace)?.stop.abort();
    this.#watches.delete(namespace);
  }

  stop(): void {
    for (const namespace of [...this.#watches.keys()]) {
      this.remove(namespace);
    }
  }
}
