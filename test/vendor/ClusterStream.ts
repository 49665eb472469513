import {
  ControllerRole,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import { setTimeout as sleep } from 'node:timers/promises';
import { guideExample, guideSecret } from '../fixtures/guideExample';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';

const NAMESPACE = 'team-a';
const MOST = 250;

/** Creates clusters one after the other, so that the holder of a role always has something to write. */
export class ClusterStream {
  readonly #created: DpuCluster[] = [];
  readonly #ended = new AbortController();
  #running: Promise<void> = Promise.resolve();

  readonly #lab: Lab;
  readonly #type: 'kamaji' | 'static';

  private constructor(lab: Lab, type: 'kamaji' | 'static') {
    this.#lab = lab;
    this.#type = type;
  }

  /** Starts to create clusters that a role manages. */
  static async start(lab: Lab, role: ControllerRole): Promise<ClusterStream> {
    const type = role === 'static' ? 'static' : 'kamaji';
    if (type === 'static') {
      await lab.api.createSecret(
        NAMESPACE,
        guideSecret(lab.cluster.staticKubeconfig),
      );
    }
    const stream = new ClusterStream(lab, type);
    stream.#running = stream.#run();
    return stream;
  }

  get count(): number {
    return this.#created.length;
  }

  /** Creates another cluster. Resolves when it is Ready, which shows that the holders of the roles work. */
  async oneMoreIsReady(): Promise<void> {
    await this.#lab.api.clusterReady(await this.#create());
  }

  /** Stops creating clusters. Resolves when all are Ready. */
  async allReady(): Promise<void> {
    this.#ended.abort();
    await this.#running;
    for (const cluster of this.#created) {
      await this.#lab.api.clusterReady(cluster);
    }
  }

  async #run(): Promise<void> {
    while (!this.#ended.signal.aborted && this.count < MOST) {
      await this.#create();
      await sleep(this.count < 20 ? 150 : 2_000);
    }
  }

  async #create(): Promise<DpuCluster> {
    const number = this.count + 1;
    const name = `${this.#type}-${number}`;
    const cluster =
      this.#type === 'kamaji'
        ? kamajiCluster(name, {
            vip: `10.66.66.${number}`,
            virtualRouterID: number,
          })
        : {
            ...guideExample('static', DPU_CLUSTER_GROUPS.released),
            metadata: { name },
          };
    this.#created.push({
      ...cluster,
      metadata: { ...cluster.metadata, namespace: NAMESPACE },
    });
    return this.#lab.api.createCluster(NAMESPACE, cluster);
  }
}
