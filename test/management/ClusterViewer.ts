import { DpuCluster, groupOf } from '@dpf-portal/dpf-model';
import {
  DpuClusterView,
  toDpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import { LocalCluster } from '@dpf-portal/local-cluster';
import { eventually } from '../portal/eventually';

/** Shows a management cluster like a portal without roles: by watched objects and its own probes. */
export class ClusterViewer {
  static async start(cluster: LocalCluster): Promise<ClusterViewer> {
    const connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: cluster.kubeConfig,
      tenantAccess: { mode: 'proxy', proxyUrl: cluster.proxyUrl },
      probeIntervalMs: 1_000,
    });
    const stopping = new AbortController();
    const running = connection.run(stopping.signal);
    await connection.whenSynced();
    return new ClusterViewer(connection, stopping, running);
  }

  private constructor(
    private readonly connection: ManagementClusterConnection,
    private readonly stopping: AbortController,
    private readonly running: Promise<void>,
  ) {}

  /** Resolves with the cluster as in the REST API when `accept` returns true. */
  async viewWhen(
    cluster: DpuCluster,
    what: string,
    accept: (view: DpuClusterView) => boolean,
  ): Promise<DpuClusterView> {
    const { namespace = '', name } = cluster.metadata;
    return await eventually(`${namespace}/${name} ${what}`, async () => {
      const live = this.connection.cluster(groupOf(cluster), namespace, name);
      const view = live && toDpuClusterView(live, this.connection.world([]));
      return view && accept(view) ? view : undefined;
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
