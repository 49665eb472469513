import {
  CONTROLLER_ROLES,
  ControllerRoleStatus,
  DPU_CLUSTER_GROUPS,
  DpfCapabilities,
  Dpu,
  DpuCluster,
  DpuClusterApi,
  KnownOperatorConfig,
  TenantControlPlane,
  World,
  groupOf,
  upgradeUnderWay,
} from '@dpf-portal/dpf-model';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import { KubeClient, KubeUnreachableError } from '@dpf-portal/kube-controller';
import {
  ClusterChange,
  ClusterConnection,
} from '../managementClusters/ClusterConnection';
import {
  KubeconfigCheck,
  PublicSettings,
  RunningManagementCluster,
} from '../managementClusters/ManagementClusterHandle';
import { dpuClusterResource } from '../requests/toDpuCluster';
import { FakeKubeClient } from './FakeKubeClient';

function api(group: DpuClusterApi['group']): DpuClusterApi {
  return {
    group,
    version: 'v1alpha1',
    specVersion: true,
    specVersionRequired: false,
    statusVersion: false,
    nodesCount: false,
    maxNodesLimit: 1000,
  };
}

/** A management cluster in memory. Its store shows what was overlaid or added, as a watch would. */
export class FakeManagementCluster
  implements RunningManagementCluster, ClusterConnection
{
  readonly settings: PublicSettings;
  readonly kube = new FakeKubeClient();
  readonly client: ClusterConnection['client'];
  groups: Array<DpuClusterApi['group']> = [DPU_CLUSTER_GROUPS.released];
  /** Not reachable: every request fails, the store stays. */
  away = false;
  check: KubeconfigCheck = { ok: true, serverVersion: 'v1.30.0' };
  /** How the served APIs differ from those of a released DPF with `spec.version`. */
  apiShape: Partial<DpuClusterApi> = {};
  /** Who runs every role. */
  runBy: ControllerRoleStatus['runBy'] = 'portal';
  /** By name of the cluster. */
  readonly controlPlanes = new Map<string, TenantControlPlane>();
  /** Groups whose DPU kind is served. */
  dpuGroups: Array<DpuClusterApi['group']> = [];
  mayReadDpus = true;
  config: KnownOperatorConfig;
  /** By uid of the cluster. */
  readonly dpus = new Map<string, Dpu[]>();
  readonly #store = new Map<string, DpuCluster>();
  readonly #listeners = new Set<(change: ClusterChange) => void>();

  constructor(settings: ManagementClusterSettings) {
    this.settings = settings;
    // It has all that requests and reads ask for.
    this.client = this.kube as Pick<KubeClient, keyof KubeClient> &
      FakeKubeClient;
    this.kube.before = () => this.#assertThere();
  }

  get connection(): ClusterConnection {
    return this;
  }

  get name(): string {
    return this.settings.name;
  }

  async run(): Promise<void> {}

  /** Makes a cluster as another client would, and lets the watch see it. */
  async add(
    name: string,
    overrides: {
      namespace?: string;
      group?: DpuClusterApi['group'];
      annotations?: Record<string, string>;
      labels?: Record<string, string>;
      spec?: Partial<DpuCluster['spec']>;
      status?: DpuCluster['status'];
      seen?: boolean;
    } = {},
  ): Promise<DpuCluster> {
    const group = overrides.group ?? DPU_CLUSTER_GROUPS.released;
    const cluster = await this.kube.create<DpuCluster>(
      dpuClusterResource({ group, version: 'v1alpha1' }),
      {
        apiVersion: `${group}/v1alpha1`,
        kind: 'DPUCluster',
        metadata: {
          name,
          namespace: overrides.namespace ?? 'dpf-clusters',
          annotations: overrides.annotations,
          labels: overrides.labels,
        },
        spec: { type: 'kamaji', ...overrides.spec },
        status: overrides.status,
      },
    );
    if (overrides.seen !== false) {
      this.overlay(cluster);
    }
    return cluster;
  }

  operatorConfig(): KnownOperatorConfig {
    return this.config;
  }

  capabilities(): DpfCapabilities | undefined {
    return {
      apis: this.groups.map(group => ({ ...api(group), ...this.apiShape })),
      dpuGroups: this.dpuGroups,
      kamaji: true,
    };
  }

  status() {
    return {
      reachable: !this.away,
      starting: false,
      synced: true,
      observedAt: Date.parse('2026-11-24T10:00:00Z'),
      problem: this.away ? 'connection refused' : undefined,
    };
  }

  clusters(): readonly DpuCluster[] {
    return [...this.#store.values()];
  }

  cluster(group: string, namespace: string, name: string) {
    return this.clusters().find(
      cluster =>
        groupOf(cluster) === group &&
        cluster.metadata.namespace === namespace &&
        cluster.metadata.name === name,
    );
  }

  clusterByUid(uid: string): DpuCluster | undefined {
    return this.#store.get(uid);
  }

  async getLive(
    group: string,
    namespace: string,
    name: string,
  ): Promise<DpuCluster> {
    const cluster = await this.kube.get<DpuCluster>(
      dpuClusterResource({ group, version: 'v1alpha1' }),
      { namespace, name },
    );
    this.overlay(cluster);
    return cluster;
  }

  overlay(cluster: DpuCluster): void {
    const uid = cluster.metadata.uid ?? '';
    this.#store.set(uid, cluster);
    this.change({ uid, cluster, cause: 'cluster' });
  }

  /** Tells the listeners. */
  change(change: ClusterChange): void {
    this.#listeners.forEach(listener => listener(change));
  }

  onChange(listener: (change: ClusterChange) => void): () => void {
    this.#listeners.add(listener);
    this.#store.forEach((cluster, uid) =>
      listener({ uid, cluster, cause: 'cluster' }),
    );
    return () => this.#listeners.delete(listener);
  }

  roles(): ControllerRoleStatus[] {
    return CONTROLLER_ROLES.map(role => ({
      role,
      mode: 'auto',
      runBy: this.runBy,
      reason: 'Because.',
    }));
  }

  findings() {
    return [];
  }

  async checkKubeconfig(): Promise<KubeconfigCheck> {
    return this.check;
  }

  world(roles: ControllerRoleStatus[]): World {
    const where = (
      value: (
        keepalived: NonNullable<
          NonNullable<DpuCluster['spec']['clusterEndpoint']>['keepalived']
        >,
      ) => boolean,
    ) =>
      this.clusters().filter(({ spec }) => {
        const keepalived = spec.clusterEndpoint?.keepalived;
        return keepalived !== undefined && value(keepalived);
      });
    return {
      managementCluster: this.name,
      now: Date.parse('2026-11-24T10:00:00Z'),
      capabilities: this.capabilities() ?? {
        apis: [],
        dpuGroups: [],
        kamaji: false,
      },
      roles,
      vendorTypes: [],
      controlPlaneSettings: this.settings.controlPlanes ?? {},
      upgradesUnderWay: () =>
        this.clusters().flatMap(
          cluster =>
            upgradeUnderWay(
              cluster,
              this.controlPlanes.get(cluster.metadata.name),
              Date.parse('2026-11-24T10:00:00Z'),
            ) ?? [],
        ),
      clusterByUid: uid =>
        this.clusters().find(({ metadata }) => metadata.uid === uid),
      clustersByVip: vip => where(keepalived => keepalived.vip === vip),
      clustersByRouterId: id =>
        where(keepalived => keepalived.virtualRouterID === id),
      tenantControlPlane: (_namespace, name) => this.controlPlanes.get(name),
      tenantControlPlanesByAddress: address =>
        [...this.controlPlanes.values()].filter(
          ({ spec }) => spec?.networkProfile?.address === address,
        ),
      daemonSet: () => undefined,
      service: () => undefined,
      configMap: () => undefined,
      childExists: () => undefined,
      nodes: () => undefined,
      operatorConfig: () => this.config,
      dataStoreExists: () => undefined,
      servesDpus: cluster =>
        this.dpuGroups.some(group => group === groupOf(cluster)),
      dpusOf: ({ metadata }) =>
        this.mayReadDpus ? this.dpus.get(metadata.uid ?? '') ?? [] : undefined,
      kubeconfigSecret: () => undefined,
      observation: () => undefined,
      readyNodes: () => undefined,
      hangingClusters: () => [],
      firstByName: () => undefined,
    };
  }

  #assertThere(): void {
    if (this.away) {
      throw new KubeUnreachableError('connection refused', {
        code: 'ECONNREFUSED',
      });
    }
  }
}
