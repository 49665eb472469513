import { DpuCluster, keepalivedName } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  KubeObject,
  Logger,
  ServerGate,
} from '@dpf-portal/kube-controller';
import { WatchedStores } from './WatchedStores';
import { NamespaceWatches } from './NamespaceWatches';

const SUFFIX = keepalivedName('');

/** Knows which keepalived ConfigMaps exist, ours or the vendor's. The vendor's have none of our labels. */
export class KeepalivedConfigs {
  readonly #stores: WatchedStores;
  readonly #watches: NamespaceWatches;
  readonly #onConfigOf: (cluster: DpuCluster) => void;

  constructor(options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    stores: WatchedStores;
    /** The ConfigMap of this cluster's keepalived was added, changed or deleted. */
    onConfigOf: (cluster: DpuCluster) => void;
  }) {
    const { stores, onConfigOf, ...watching } = options;
    this.#stores = stores;
    this.#onConfigOf = onConfigOf;
    this.#watches = new NamespaceWatches({
      ...watching,
      resource: CORE_RESOURCES.configMaps,
      onChange: configMap => this.#onConfigMap(configMap),
    });
  }

  /** Whether a ConfigMap of this name exists, whoever made it. `undefined`: it may not be read. */
  has(namespace: string, name: string): boolean | undefined {
    return this.#watches.has(namespace, name);
  }

  /** The ConfigMaps of every cluster's namespace have been listed, or may not be read. */
  get settled(): boolean {
    return this.#watches.settled;
  }

  /** To be called when the cluster was added or changed. */
  follow({ metadata, spec }: DpuCluster): void {
    if (spec.clusterEndpoint?.keepalived) {
      this.#watches.add(metadata.namespace ?? '');
    }
  }

  /** To be called when the cluster was deleted. */
  forget({ metadata: { namespace = '' } }: DpuCluster): void {
    if (this.#stores.clustersByIndex('namespace', namespace).length === 0) {
      this.#watches.remove(namespace);
    }
  }

  stop(): void {
    this.#watches.stop();
  }

  #onConfigMap({ metadata: { namespace, name } }: KubeObject): void {
    if (!name.endsWith(SUFFIX)) {
      return;
    }
    const owner = { namespace, name: name.slice(0, -SUFFIX.length) };
    for (const view of this.#stores.clusters.values()) {
      const cluster = view.get(owner);
      if (cluster) {
        this.#onConfigOf(cluster);
      }
    }
  }
}
