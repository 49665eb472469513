import {
  Dpu,
  DpuCluster,
  TenantControlPlane,
  clusterOfKeepalived,
} from '@dpf-portal/dpf-model';
import { KubeObject, Logger, messageOf } from '@dpf-portal/kube-controller';
import { WatchedStores } from './WatchedStores';

/** Something about a DPU cluster changed. @public */
export interface ClusterChange {
  uid: string;
  cluster: DpuCluster;
  deleted?: boolean;
  /** `cluster`: the DPUCluster itself; `related`: a child, DPU, node or Secret; `observation`: its health. */
  cause: 'cluster' | 'related' | 'observation';
}

/** Maps events of watched objects to changes of the DPUClusters that they affect. */
export class ClusterChanges {
  readonly #stores: WatchedStores;
  readonly #logger: Logger;
  readonly #onRelated: (cluster: DpuCluster) => void;
  readonly #listeners = new Set<(change: ClusterChange) => void>();
  readonly #dpuListeners = new Set<() => void>();

  constructor(options: {
    stores: WatchedStores;
    logger: Logger;
    onRelated: (cluster: DpuCluster) => void;
  }) {
    this.#stores = options.stores;
    this.#logger = options.logger;
    this.#onRelated = options.onRelated;
  }

  subscribe(listener: (change: ClusterChange) => void): () => void {
    this.#listeners.add(listener);
    for (const cluster of this.#stores.allClusters()) {
      this.#tell(listener, change(cluster, 'cluster'));
    }
    return () => this.#listeners.delete(listener);
  }

  /** Calls the listener when a DPU changes that is of no cluster. */
  subscribeToOtherDpus(listener: () => void): () => void {
    this.#dpuListeners.add(listener);
    return () => this.#dpuListeners.delete(listener);
  }

  cluster(cluster: DpuCluster, old: DpuCluster | undefined): void {
    if (old && old.metadata.uid !== cluster.metadata.uid) {
      this.#emit({ ...change(old, 'cluster'), deleted: true });
    }
    this.#emit(change(cluster, 'cluster'));
  }

  clusterDeleted(cluster: DpuCluster): void {
    this.#emit({ ...change(cluster, 'cluster'), deleted: true });
  }

  related(cluster: DpuCluster): void {
    this.#onRelated(cluster);
    this.#emit(change(cluster, 'related'));
  }

  /**
   * Affects the owners, and the clusters that now have the name that it was made for: one may be waiting until the child
   * is gone, or it lost its owner.
   */
  child(child: KubeObject): void {
    const { namespace, name, ownerReferences = [] } = child.metadata;
    const names = new Set([name, clusterOfKeepalived(name) ?? name]);
    const concerned = new Set<DpuCluster>();
    for (const owner of ownerReferences) {
      for (const cluster of this.#stores.clustersByIndex('uid', owner.uid)) {
        concerned.add(cluster);
      }
      if (owner.kind === 'DPUCluster') {
        names.add(owner.name);
      }
    }
    for (const view of this.#stores.clusters.values()) {
      for (const namesake of names) {
        const cluster = view.get({ namespace, name: namesake });
        if (cluster) {
          concerned.add(cluster);
        }
      }
    }
    for (const cluster of concerned) {
      this.related(cluster);
    }
  }

  /** Affects the owner, and every cluster that wants the same address: one of them may be waiting for it. */
  controlPlane(tcp: TenantControlPlane): void {
    this.child(tcp);
    const address = tcp.spec?.networkProfile?.address;
    if (address) {
      this.address(address);
    }
  }

  /** Affects every cluster that wants the address. */
  address(address: string): void {
    for (const cluster of this.#stores.clustersByVip(address)) {
      this.#emit(change(cluster, 'related'));
    }
  }

  dpu(dpu: Dpu): void {
    const { name, namespace } = dpu.spec?.cluster ?? {};
    const concerned = [...this.#stores.clusters.values()].flatMap(
      view => (name && view.get({ namespace, name })) || [],
    );
    for (const cluster of concerned) {
      this.related(cluster);
    }
    if (!concerned.length) {
      this.#dpuListeners.forEach(listener => listener());
    }
  }

  /** Affects every cluster of the group: decisions that depend on DPUs can be made now. */
  dpusListed(group: string): void {
    for (const cluster of this.#stores.clusters.get(group)?.list() ?? []) {
      this.related(cluster);
    }
  }

  nodes(): void {
    for (const cluster of this.#stores.allClusters()) {
      if (cluster.spec.clusterEndpoint?.keepalived) {
        this.#emit(change(cluster, 'related'));
      }
    }
  }

  /** Affects every cluster whose control plane is made here. */
  operatorConfig(): void {
    for (const cluster of this.#stores.allClusters()) {
      this.#emit(change(cluster, 'related'));
    }
  }

  observation(uid: string): void {
    for (const cluster of this.#stores.clustersByIndex('uid', uid)) {
      this.#emit(change(cluster, 'observation'));
    }
  }

  #emit(event: ClusterChange): void {
    for (const listener of [...this.#listeners]) {
      this.#tell(listener, event);
    }
  }

  #tell(listener: (event: ClusterChange) => void, event: ClusterChange): void {
    try {
      listener(event);
    } catch (error) {
      this.#logger.error('A listener to DPU cluster changes failed', {
        problem: messageOf(error),
      });
    }
  }
}

function change(
  cluster: DpuCluster,
  cause: ClusterChange['cause'],
): ClusterChange {
  return { uid: cluster.metadata.uid ?? '', cluster, cause };
}
