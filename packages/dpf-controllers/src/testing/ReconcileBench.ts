import {
  CONTROLLER_ROLES,
  ControllerRole,
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  DpuClusterApi,
  DpuClusterGroup,
  KamajiFields,
  KnownOperatorConfig,
  KubeNode,
  RunningEndpoint,
  TenantControlPlane,
  TenantObservation,
  World,
  endpointOfControlPlane,
  endpointOfKeepalived,
  groupOf,
  upgradeUnderWay,
  FIELD_MANAGERS,
} from '@dpf-portal/dpf-model';
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
import { KubeconfigSecrets, dpuClusterResource } from '@dpf-portal/dpf-world';
import {
  AnyObject,
  CONTROL_PLANE_NODE,
  FakeApiServer,
} from '@dpf-portal/dpf-world/testing';
import { ClusterManager } from '../clusterManager/ClusterManager';
import { DpuClusterReconciler } from '../reconcile/DpuClusterReconciler';
import {
  DEFAULT_RECONCILE_SETTINGS,
  LiveReads,
  ReconcileSettings,
} from '../reconcile/ReconcileContext';
import { EndpointClaims } from '../reconcile/claims';

const DPU_CLUSTER_GROUP_NAMES = Object.values(DPU_CLUSTER_GROUPS);

/**
 * One reconciler on an API server in memory, without watches: each look is a look at the server, each reconcile is
 * asked for by the test.
 */
export class ReconcileBench {
  readonly clock = new FakeClock();
  readonly observations = new Map<string, TenantObservation>();
  roles: readonly ControllerRole[] = CONTROLLER_ROLES;
  managers: ClusterManager[] = [];
  settled = true;
  relistPending = false;
  kamaji = true;
  kamajiPodCidrs = true;
  /** `undefined`: not known. */
  kamajiFields?: KamajiFields;
  serviceMonitors = false;
  nodes: KubeNode[] | undefined = [CONTROL_PLANE_NODE];
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
  /** The recorded Events. */
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
        api: () => this.#api(group as DpuClusterGroup),
        resource: () => dpuClusterResource(group, 'v1alpha1'),
        cluster: ref =>
          this.#clusters(group).find(
            ({ metadata }) =>
              metadata.name === ref.name &&
              metadata.namespace === ref.namespace,
          ),
        world: () => this.world(),
        live: this.#live(),
        roles: () => new Set(this.roles),
        managers: new Map(this.managers.map(m => [m.type, m])),
        client: (...writers) =>
          this.#client.withOptions({
            fieldManager: FIELD_MANAGERS[writers[0] ?? 'base'],
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

  /** The management cluster as the server has it at each look. */
  world(): World {
    const all = () => DPU_CLUSTER_GROUP_NAMES.flatMap(g => this.#clusters(g));
    const keepalived = (cluster: DpuCluster) =>
      cluster.spec.clusterEndpoint?.keepalived;
    const controlPlane = (namespace: string, name: string) =>
      this.find('tenantcontrolplanes', namespace, name) as
        | TenantControlPlane
        | undefined;
    const now = this.clock.now();
    const running = () => this.#running();
    return {
      managementCluster: 'bench',
      now,
      capabilities: {
        apis: DPU_CLUSTER_GROUP_NAMES.map(group => this.#api(group)),
        dpuGroups: this.servesDpus ? DPU_CLUSTER_GROUP_NAMES : [],
        kamaji: this.kamaji,
        kamajiPodCidrs: this.kamajiPodCidrs,
        kamajiFields: this.kamajiFields,
        serviceMonitors: this.serviceMonitors,
      },
      roles: CONTROLLER_ROLES.map(role => ({
        role,
        mode: 'auto',
        runBy: this.roles.includes(role) ? 'portal' : 'vendor',
        reason: '',
      })),
      vendorTypes: this.managers.map(({ type }) => type),
      controlPlaneSettings: this.settings,
      clusters: all,
      clusterByUid: uid => all().find(({ metadata }) => metadata.uid === uid),
      clustersNamed: (namespace, name) =>
        all().filter(
          ({ metadata }) =>
            metadata.namespace === namespace && metadata.name === name,
        ),
      clustersByVip: vip => all().filter(c => keepalived(c)?.vip === vip),
      clustersByRouterId: id =>
        all().filter(c => keepalived(c)?.virtualRouterID === id),
      tenantControlPlane: controlPlane,
      tenantControlPlanesByAddress: address =>
        (
          this.server.objects.list(
            'tenantcontrolplanes',
          ) as TenantControlPlane[]
        ).filter(({ spec }) => spec?.networkProfile?.address === address),
      runningWithVip: vip => running().filter(found => found.vip === vip),
      runningWithRouterId: id =>
        running().filter(found => found.virtualRouterID === id),
      runningEndpoints: running,
      upgradesUnderWay: () =>
        all().flatMap(cluster => {
          const { namespace = '', name } = cluster.metadata;
          return (
            upgradeUnderWay(cluster, controlPlane(namespace, name), now) ?? []
          );
        }),
      addressHolders: () => [],
      service: (ns, name) => this.find('services', ns, name),
      configMap: (ns, name) => this.find('configmaps', ns, name),
      daemonSet: (ns, name) => this.find('daemonsets', ns, name),
      childExists: (kind, ns, name) =>
        this.has(kind === 'ConfigMap' ? 'configmaps' : 'daemonsets', ns, name),
      nodes: () => this.nodes,
      operatorConfig: () => this.operatorConfig,
      dataStoreExists: () => undefined,
      servesDpus: () => this.servesDpus,
      dpusOf: () => (this.servesDpus ? this.dpus : undefined),
      kubeconfigSecret: () => undefined,
      observation: ({ metadata }) => this.observations.get(metadata.uid ?? ''),
      readyNodes: () => undefined,
      silentNodes: () => undefined,
      isKnown: () => true,
      wasListed: () => true,
      hangingClusters: () => [],
      firstByName: () => undefined,
    };
  }

  #running(): RunningEndpoint[] {
    const { objects } = this.server;
    return [
      ...objects.list('tenantcontrolplanes').map(endpointOfControlPlane),
      ...objects
        .list('daemonsets')
        .map(daemonSet =>
          endpointOfKeepalived(
            daemonSet,
            this.find(
              'configmaps',
              daemonSet.metadata.namespace ?? '',
              daemonSet.metadata.name,
            ),
          ),
        ),
    ];
  }

  #live(): LiveReads {
    return {
      settled: () => this.settled,
      relistPending: () => this.relistPending,
      dpusOf: async () => this.unseenDpus ?? (this.servesDpus ? this.dpus : []),
      addressesListed: async () => {},
      listAddresses: () => {},
      kubeconfigSecret: async (namespace, name) => {
        this.#secrets.invalidate(namespace, name);
        return this.#secrets.read(namespace, name);
      },
    };
  }

  #api(group: DpuClusterGroup): DpuClusterApi {
    return {
      group,
      version: 'v1alpha1',
      specVersion: true,
      specVersionRequired: true,
      statusVersion: false,
      nodesCount: false,
      maxNodesLimit: 1000,
      ...this.api,
    };
  }

  #clusters(group: string): DpuCluster[] {
    return this.server.objects.list(`dpuclusters.${group}`).map(asCluster);
  }
}

function asCluster(object: AnyObject): DpuCluster {
  return object as AnyObject & Pick<DpuCluster, 'spec'>;
}
