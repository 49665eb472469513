import {
  CORE_RESOURCES,
  Clock,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
  ServerGate,
} from '@dpf-portal/kube-controller';
import { trimSecretMetadata } from './trim';

/** Watches the metadata of Secrets, namespace by namespace, only where DPUClusters live. Their data is never watched. */
export class SecretWatches {
  readonly #options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: (secret: KubeObject, deleted: boolean) => void;
  };
  readonly #watches = new Map<
    string,
    { informer: Informer<KubeObject>; stop: AbortController }
  >();

  constructor(options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: (secret: KubeObject, deleted: boolean) => void;
  }) {
    this.#options = options;
  }

  /** True where a change of a Secret would be noticed. */
  covers(namespace: string): boolean {
    const state = this.#watches.get(namespace)?.informer.state;
    return state !== undefined && state.synced && !state.forbidden;
  }

  add(namespace: string): void {
    if (this.#watches.has(namespace)) {
      return;
    }
    const { onChange, ...options } = this.#options;
    const informer = new Informer<KubeObject>({
      ...options,
      resource: CORE_RESOURCES.secrets,
      namespace,
      metadataOnly: true,
      transform: trimSecretMetadata,
    });
    informer.addHandler({
      added: secret => onChange(secret, false),
      updated: secret => onChange(secret, false),
      deleted: secret => onChange(secret, true),
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
