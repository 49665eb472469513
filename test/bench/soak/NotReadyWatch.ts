import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { Informer } from '@dpf-portal/kube-controller';
import { ManagementApi } from '../../management/ManagementApi';

/** Records every cluster that becomes NotReady. The tenants of a soak never fail, so no cluster should. */
export class NotReadyWatch {
  readonly heard: string[] = [];
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  readonly #api: ManagementApi;

  constructor(api: ManagementApi) {
    this.#api = api;
  }

  start(): void {
    const informer = new Informer<DpuCluster>({
      client: this.#api.client,
      resource: ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
    });
    informer.addHandler({
      updated: ({ metadata, status }, old) => {
        if (status?.phase === 'NotReady' && old.status?.phase !== 'NotReady') {
          const ready = status.conditions?.find(({ type }) => type === 'Ready');
          this.heard.push(`${metadata.name}: ${ready?.reason}`);
        }
      },
    });
    this.#running = informer.run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}
