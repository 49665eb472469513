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

/** Knows whether keepalived's ConfigMaps are there, ours or the vendor's: those carry none of our labels. */
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
    /** The ConfigMap of this cluster's keepalived came, was changed or went. */
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

  /** Is there a ConfigMap of this name, whoever made it? `undefined`: it may not be seen. */
  has(namespace: string, name: string): boolean | undefined {
    return this.#watches.has(namespace, name);
  }

  /** The cluster is new or was changed. */
  follow({ metadata, spec }: DpuCluster): void {
    if (spec.clusterEndpoint?.keepalived) {
      this.#watches.add(metadata.namespace ?? '');
    }
  }

  /** The cluster is gone. */
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
