import {
  ControllerRole,
  Dpu,
  DpuCluster,
  KnownOperatorConfig,
  DpuClusterApi,
  DpuClusterGroup,
  KubeNode,
  TenantControlPlane,
  TenantObservation,
  groupOf,
  upgradeUnderWay,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  GateClosedError,
  KubeClient,
  ReconcileResult,
  RecordedEvent,
  RestTransport,
  objectKey,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { ClusterManager } from '../clusterManager';
import { DpuClusterReconciler } from '../reconcile/DpuClusterReconciler';
import { ReconcileReads } from '../reconcile/ReconcileReads';
import {
  DEFAULT_RECONCILE_SETTINGS,
  ReconcileSettings,
} from '../reconcile/ReconcileSettings';
import { EndpointClaims } from '../reconcile/claims/EndpointClaims';
import { dpuClusterResource } from '../resources';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { FakeApiServer } from './FakeApiServer';
import { AnyObject } from './FakeObjects';

const ALL_ROLES: readonly ControllerRole[] = [
  'kamaji',
  'static',
  'provisioning',
];

/**
 * One reconciler on an API server in memory, without watches: each look is a look at the server, each reconcile is
 * asked for by the test.
 */
export class ReconcileBench {
  readonly clock = new FakeClock();
  readonly observations = new Map<string, TenantObservation>();
  roles: readonly ControllerRole[] = ALL_ROLES;
  managers: ClusterManager[] = [];
  settled = true;
  inDoubt = false;
  kamaji = true;
  kamajiPodCidrs = true;
  nodes: KubeNode[] | undefined = [];
  /** `undefined`: DPUs are served but cannot be read. */
  dpus: Dpu[] | undefined = [];
  servesDpus = false;
  /** DPUs that the server has and that the watch has not brought yet. */
  unseenDpus?: Dpu[];
  operatorConfig: KnownOperatorConfig;
  api: Partial<DpuClusterApi> = {};
  /** Writes after this many are refused, as those of a process that is no more. */
  writesLeft = Infinity;
  claims = new EndpointClaims();
  startingUpgrades = new Set<string>();
  settings: Partial<ReconcileSettings> = {};
  /** The Events that were told. */
  readonly events: RecordedEvent[] = [];
  readonly #client: KubeClient;
  readonly #secrets: KubeconfigSecrets;
  readonly #transport: RestTransport;
  #reconcilers = new Map<string, DpuClusterReconciler>();

  static async create(): Promise<ReconcileBench> {
    return new ReconcileBench(await FakeApiServer.start());
  }

  private constructor(readonly server: FakeApiServer) {
    this.#transport = RestTransport.fromKubeConfig(server.kubeConfig());
    this.#client = new KubeClient({ transport: this.#transport });
    this.#secrets = new KubeconfigSecrets({ client: this.#client });
  }

  async stop(): Promise<void> {
    this.#transport.close();
    await this.server.stop();
  }

  create(cluster: DpuCluster): DpuCluster {
    const made = this.server.objects.create(
      `dpuclusters.${groupOf(cluster)}`,
      cluster.metadata.namespace ?? '',
      {
        ...cluster,
        status: cluster.status ?? { phase: 'Pending' },
      } as DpuCluster,
    );
    return asCluster(made);
  }

  live(cluster: DpuCluster): DpuCluster {
    const { namespace = '', name } = cluster.metadata;
    return asCluster(
      this.server.objects.get(
        `dpuclusters.${groupOf(cluster)}`,
        namespace,
        name,
      ),
    );
  }

  delete(cluster: DpuCluster): void {
    const { namespace = '', name } = cluster.metadata;
    this.server.objects.delete(
      `dpuclusters.${groupOf(cluster)}`,
      namespace,
      name,
    );
  }

  edit(cluster: DpuCluster, patch: Record<string, unknown>): void {
    const { namespace = '', name } = cluster.metadata;
    this.server.objects.patch(
      `dpuclusters.${groupOf(cluster)}`,
      { namespace, name },
      patch,
    );
  }

  /** Kamaji says so of the cluster's control plane, and has made its Secret. */
  kamajiSays(cluster: DpuCluster, status: string): void {
    const { namespace = '', name } = cluster.metadata;
    this.server.objects.patch(
      'tenantcontrolplanes',
      { namespace, name, status: true },
      { status: { kubernetesResources: { version: { status } } } },
    );
    const secret = `${name}-admin-kubeconfig`;
    if (!this.has('secrets', namespace, secret)) {
      const { uid = '' } =
        this.find('tenantcontrolplanes', namespace, name)?.metadata ?? {};
      this.server.objects.create('secrets', namespace, {
        metadata: {
          name: secret,
          namespace,
          ownerReferences: [
            {
              apiVersion: 'kamaji.clastix.io/v1alpha1',
              kind: 'TenantControlPlane',
              name,
              uid,
            },
          ],
        },
        ...{ data: { 'admin.conf': '' } },
      });
    }
  }

  kubeletsRun(cluster: DpuCluster, ready: number, desired = ready): void {
    const { namespace = '', name } = cluster.metadata;
    this.server.objects.patch(
      'daemonsets',
      { namespace, name: `${name}-keepalived`, status: true },
      {
        status: {
          numberReady: ready,
          desiredNumberScheduled: desired,
          observedGeneration: 1,
        },
      },
    );
  }

  probeSays(cluster: DpuCluster, observation: TenantObservation): void {
    this.observations.set(this.live(cluster).metadata.uid ?? '', observation);
  }

  has(plural: string, namespace: string, name: string): boolean {
    return this.find(plural, namespace, name) !== undefined;
  }

  find(plural: string, namespace: string, name: string): AnyObject | undefined {
    return this.server.objects
      .list(plural, namespace)
      .find(({ metadata }) => metadata.name === name);
  }

  /** A new process: nothing is remembered. */
  restart(): void {
    this.#reconcilers = new Map();
    this.claims = new EndpointClaims();
    this.startingUpgrades = new Set();
    this.writesLeft = Infinity;
  }

  reconcile(cluster: DpuCluster): Promise<ReconcileResult> {
    return this.#reconciler(groupOf(cluster)).reconcile(objectKey(cluster), {
      logger: silentLogger,
    });
  }

  /** All the way to Ready, with everybody else doing their part. */
  async bringToReady(cluster: DpuCluster): Promise<DpuCluster> {
    await this.reconcile(cluster);
    this.kamajiSays(cluster, 'Ready');
    this.kubeletsRun(cluster, 2);
    this.probeSays(cluster, { health: 'healthy' });
    await this.reconcile(cluster);
    return this.live(cluster);
  }

  #reconciler(group: string): DpuClusterReconciler {
    let reconciler = this.#reconcilers.get(group);
    if (!reconciler) {
      reconciler = new DpuClusterReconciler({
        api: () => ({
          group: group as DpuClusterGroup,
          version: 'v1alpha1',
          specVersion: true,
          specVersionRequired: true,
          statusVersion: false,
          nodesCount: false,
          maxNodesLimit: 1000,
          ...this.api,
        }),
        resource: () => dpuClusterResource(group, 'v1alpha1'),
        cluster: ref =>
          this.#clusters(group).find(
            ({ metadata }) =>
              metadata.name === ref.name &&
              metadata.namespace === ref.namespace,
          ),
        reads: this.reads(),
        roles: () => new Set(this.roles),
        managers: new Map(this.managers.map(m => [m.type, m])),
        client: (...writers) =>
          this.#client.withOptions({
            fieldManager: writers[0],
            // Asked more than once for a write, so it is the writes that are counted.
            writeGate: () => {
              if (this.writesLeft <= 0) {
                throw new GateClosedError('gone');
              }
            },
            onWritten: () => {
              this.writesLeft--;
            },
          }),
        claims: this.claims,
        startingUpgrades: this.startingUpgrades,
        events: {
          record: async (_regarding, event) => this.events.push(event) > 0,
        },
        settings: { ...DEFAULT_RECONCILE_SETTINGS, ...this.settings },
        clock: this.clock,
        logger: silentLogger,
      });
      this.#reconcilers.set(group, reconciler);
    }
    return reconciler;
  }

  reads(): ReconcileReads {
    const all = () => [
      ...this.#clusters('provisioning.dpu.nvidia.com'),
      ...this.#clusters('provisioning.dpf.nvidia.com'),
    ];
    const keepalived = (cluster: DpuCluster) =>
      cluster.spec.clusterEndpoint?.keepalived;
    const controlPlanes = () =>
      this.server.objects.list('tenantcontrolplanes') as TenantControlPlane[];
    return {
      settled: () => this.settled,
      inDoubt: () => this.inDoubt,
      kamaji: () => this.kamaji,
      kamajiPodCidrs: () => this.kamajiPodCidrs,
      clusters: all,
      clusterByUid: uid => all().find(({ metadata }) => metadata.uid === uid),
      clustersByVip: vip => all().filter(c => keepalived(c)?.vip === vip),
      clustersByRouterId: id =>
        all().filter(c => keepalived(c)?.virtualRouterID === id),
      tenantControlPlane: (ns, name) =>
        this.find('tenantcontrolplanes', ns, name) as
          | TenantControlPlane
          | undefined,
      upgradesUnderWay: now =>
        all().flatMap(cluster => {
          const { namespace = '', name } = cluster.metadata;
          const controlPlane = this.find(
            'tenantcontrolplanes',
            namespace,
            name,
          ) as TenantControlPlane | undefined;
          return upgradeUnderWay(cluster, controlPlane, now) ?? [];
        }),
      tenantControlPlanesByAddress: address =>
        controlPlanes().filter(
          ({ spec }) => spec?.networkProfile?.address === address,
        ),
      service: (ns, name) => this.find('services', ns, name),
      configMap: (ns, name) => this.find('configmaps', ns, name),
      configMapExists: (ns, name) =>
        this.find('configmaps', ns, name) !== undefined,
      daemonSet: (ns, name) => this.find('daemonsets', ns, name),
      nodes: () => this.nodes,
      operatorConfig: () => this.operatorConfig,
      servesDpus: () => this.servesDpus,
      dpusOf: () => this.dpus,
      liveDpusOf: async () => this.unseenDpus ?? this.dpus,
      observation: uid => this.observations.get(uid),
      kubeconfigSecret: async (ns, name) => {
        this.#secrets.invalidate(ns, name);
        return this.#secrets.read(ns, name);
      },
    };
  }

  #clusters(group: string): DpuCluster[] {
    return this.server.objects.list(`dpuclusters.${group}`).map(asCluster);
  }
}

function asCluster(object: AnyObject): DpuCluster {
  return object as AnyObject & Pick<DpuCluster, 'spec'>;
}
