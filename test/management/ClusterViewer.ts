import {
  CONTROLLER_ROLES,
  DpuCluster,
  DpuDescription,
  Finding,
  World,
  describeDpus,
  findingsOf,
  groupOf,
  managementClusterFindings,
} from '@dpf-portal/dpf-model';
import {
  DpuClusterView,
  toDpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  ManagementClusterConnection,
  observedRole,
} from '@dpf-portal/dpf-world';
import { Clock } from '@dpf-portal/kube-controller';
import { LocalCluster } from '@dpf-portal/local-cluster';
import { eventually } from '../portal/eventually';

/** Shows a management cluster like a portal without roles: by watched objects and its own probes. */
export class ClusterViewer {
  static async start(
    cluster: LocalCluster,
    options: { clock?: Clock } = {},
  ): Promise<ClusterViewer> {
    const connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: cluster.kubeConfig,
      tenantAccess: { mode: 'proxy', proxyUrl: cluster.proxyUrl },
      probeIntervalMs: 1_000,
      ...options,
    });
    const stopping = new AbortController();
    const running = connection.run(stopping.signal);
    await connection.whenSynced();
    return new ClusterViewer(connection, stopping, running);
  }

  readonly #connection: ManagementClusterConnection;
  readonly #stopping: AbortController;
  readonly #running: Promise<void>;

  private constructor(
    connection: ManagementClusterConnection,
    stopping: AbortController,
    running: Promise<void>,
  ) {
    this.#connection = connection;
    this.#stopping = stopping;
    this.#running = running;
  }

  /** Resolves with the cluster as in the REST API when `accept` returns true. */
  async viewWhen(
    cluster: DpuCluster,
    what: string,
    accept: (view: DpuClusterView) => boolean,
  ): Promise<DpuClusterView> {
    const { namespace = '', name } = cluster.metadata;
    return await eventually(`${namespace}/${name} ${what}`, async () => {
      const live = this.#connection.cluster(groupOf(cluster), namespace, name);
      const view = live && toDpuClusterView(live, this.#connection.world([]));
      return view && accept(view) ? view : undefined;
    });
  }

  /** Resolves with the findings of the cluster when `accept` returns true. */
  async findingsWhen(
    cluster: DpuCluster,
    what: string,
    accept: (findings: readonly Finding[]) => boolean,
  ): Promise<Finding[]> {
    const { namespace = '', name } = cluster.metadata;
    return await eventually(
      `the findings of ${namespace}/${name}: ${what}`,
      async () => {
        const findings = this.findingsNow(cluster);
        return findings && accept(findings) ? findings : undefined;
      },
    );
  }

  /** The findings of the cluster at this moment. Undefined where it is not shown. */
  findingsNow(cluster: DpuCluster): Finding[] | undefined {
    const { namespace = '', name } = cluster.metadata;
    const live = this.#connection.cluster(groupOf(cluster), namespace, name);
    return live && findingsOf(live, this.#world());
  }

  /** Resolves with a DPU as it is described to users when `accept` returns true. */
  async dpuWhen(
    name: string,
    what: string,
    accept: (dpu: DpuDescription) => boolean,
  ): Promise<DpuDescription> {
    const { stores } = this.#connection;
    return await eventually(`the DPU ${name} ${what}`, async () => {
      const dpus = stores
        .allDpus()
        .filter(({ metadata }) => metadata.name === name);
      const world = this.#world();
      const [described] = describeDpus(dpus, world, {
        assignment: {
          capabilities: world.capabilities,
          unassigned: stores.unassignedDpus(),
          clusters: world.clusters(),
          assignedTo: () => 0,
        },
        clustersKnown: () => true,
        selectors: () => undefined,
      });
      return described && accept(described) ? described : undefined;
    });
  }

  /** The findings of the management cluster itself. */
  managementClusterFindings(): Finding[] {
    return managementClusterFindings({
      title: 'Lab',
      capabilities: this.#connection.capabilities(),
      operatorConfig: this.#connection.operatorConfig(),
      world: this.#world(),
    });
  }

  /** With the roles as somebody sees them who runs none. */
  #world(): World {
    return this.#connection.world(
      CONTROLLER_ROLES.map(role =>
        observedRole(this.#connection, role, 'disabled'),
      ),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}
