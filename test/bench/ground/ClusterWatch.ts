import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { Informer, KubeClient, objectKey } from '@dpf-portal/kube-controller';
import { ManagementApi } from '../../management/ManagementApi';

interface Waiter {
  test: () => boolean;
  done: () => void;
}

/** Watches the DPUClusters and waits for their changes. */
export class ClusterWatch {
  readonly #informer: Informer<DpuCluster>;
  readonly #abort = new AbortController();
  readonly #waiters = new Set<Waiter>();
  readonly #running: Promise<void>;

  constructor(client: KubeClient) {
    this.#informer = new Informer<DpuCluster>({
      client,
      resource: ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
    });
    const look = () => this.#look();
    this.#informer.addHandler({ added: look, updated: look, deleted: look });
    this.#running = this.#informer.run(this.#abort.signal);
  }

  async whenSynced(): Promise<void> {
    await this.#informer.whenSynced();
  }

  list(): readonly DpuCluster[] {
    return this.#informer.store.list();
  }

  phaseOf(cluster: DpuCluster): string | undefined {
    return this.#informer.store.get(objectKey(cluster))?.status?.phase;
  }

  /** Resolves when the condition is true after an event. @throws Error that names `what` after ten minutes. */
  when(what: string, test: () => boolean): Promise<void> {
    if (test()) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter = { test, done: () => {} };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`Timed out after ten minutes: ${what}`));
      }, 600_000);
      waiter.done = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve();
      };
      this.#waiters.add(waiter);
    });
  }

  whenPhase(clusters: readonly DpuCluster[], phase: string): Promise<void> {
    const waiting = new Set(clusters);
    return this.when(`${clusters.length} clusters are ${phase}`, () => {
      for (const cluster of waiting) {
        if (this.phaseOf(cluster) !== phase) {
          return false;
        }
        waiting.delete(cluster);
      }
      return true;
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  #look(): void {
    for (const waiter of this.#waiters) {
      if (waiter.test()) {
        waiter.done();
      }
    }
  }
}
