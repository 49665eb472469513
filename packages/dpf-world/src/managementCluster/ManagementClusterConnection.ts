import {
  CONTROLLER_ROLES,
  ControlPlaneSettings,
  FIELD_MANAGERS,
  ControllerRole,
  ControllerRoleStatus,
  DpfCapabilities,
  DpuCluster,
  KnownOperatorConfig,
  PortalKnowledge,
  TenantObservation,
  World,
  controlPlaneVersions,
  isControlPlaneOf,
  groupOf,
} from '@dpf-portal/dpf-model';
import {
  Clock,
  Discovery,
  KubeClient,
  KubeObject,
  KubeTransport,
  MetricsRegistry,
  ResourceType,
  RestTransport,
  ServerGate,
  silentLogger,
  silentMetrics,
  systemClock,
} from '@dpf-portal/kube-controller';
import { TenantProbes } from '../observation/TenantProber';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { AddressHolders } from './AddressHolders';
import { OpenTenant } from '../tenant/OpenTenant';
import { CapabilityWatch } from './CapabilityWatch';
import { ClusterChange, ClusterChanges } from './ClusterChanges';
import { ConnectionKnowledge, ConnectionStatus } from './ConnectionKnowledge';
import { DefinitionWatch } from './DefinitionWatch';
import { KeepalivedConfigs } from './KeepalivedConfigs';
import { WatchedStores } from './WatchedStores';
import { ManagementClusterConnectionOptions } from './ManagementClusterConnectionOptions';
import { StorePositions } from './StorePositions';
import { StoreWorld } from './StoreWorld';
import { TenantHealth } from './TenantHealth';
import { TimeToReady } from './TimeToReady';
import {
  CONTROLLERS_LEASE,
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  VendorRole,
} from '../roles/vendorRoles';
import { HeldLease, VendorWatch } from '../roles/VendorWatch';

const SYNC_CHECK_MS = 20;

/**
 * Everything that one identity knows of one management cluster: client, watched objects, capabilities and the health of
 * its tenants. It works through outages of the server, also at start. It is one class because its parts start, change
 * and end together; each part has its own file.
 *
 * @public
 */
export class ManagementClusterConnection {
  readonly name: string;
  readonly client: KubeClient;
  readonly serverGate: ServerGate;
  readonly leaderElectionNamespace: string;
  readonly vendorTypes: readonly string[];
  readonly controlPlaneSettings: ControlPlaneSettings;
  readonly clock: Clock;
  /** The metrics registry of the controllers of this management cluster. */
  readonly metrics: MetricsRegistry;
  readonly stores: WatchedStores;
  /** How far the stores are, compared with those of other processes. */
  readonly positions: StorePositions;
  readonly prober: TenantProbes;
  readonly vendor: VendorWatch;
  readonly #transport: KubeTransport;
  readonly #capabilities: CapabilityWatch;
  readonly #definitions: DefinitionWatch;
  readonly #changes: ClusterChanges;
  readonly #tenants: TenantHealth;
  readonly #keepalivedConfigs: KeepalivedConfigs;
  readonly #knowledge: ConnectionKnowledge;
  /** What has an address besides the control planes of kamaji clusters. */
  readonly addressHolders: AddressHolders;
  readonly #timeToReady = new TimeToReady();
  #portal?: PortalKnowledge;

  /** Makes no request before `run`. */
  static create(
    options: ManagementClusterConnectionOptions,
  ): ManagementClusterConnection {
    const { clock = systemClock, metrics = silentMetrics } = options;
    const transport = RestTransport.fromKubeConfig(options.kubeConfig, {
      userAgent: options.userAgent ?? userAgent(),
      onAuditId: options.onAuditId,
      clock,
      metrics,
    });
    return new ManagementClusterConnection(options, transport, true);
  }

  /** Reads through something that stands in for an API server. Probes no DPU cluster and reads no kubeconfig. */
  static createOffline(
    transport: KubeTransport,
    options: Omit<
      ManagementClusterConnectionOptions,
      'kubeConfig' | 'tenantAccess'
    >,
  ): ManagementClusterConnection {
    return new ManagementClusterConnection(
      { ...options, tenantAccess: { mode: 'direct' } },
      transport,
      false,
    );
  }

  private constructor(
    options: Omit<ManagementClusterConnectionOptions, 'kubeConfig'>,
    transport: KubeTransport,
    probesTenants: boolean,
  ) {
    const clock = options.clock ?? systemClock;
    const logger = options.logger ?? silentLogger;
    this.name = options.name;
    this.clock = clock;
    this.metrics = options.metrics ?? silentMetrics;
    this.vendorTypes = options.vendorTypes ?? [];
    this.controlPlaneSettings = options.controlPlanes ?? {};
    this.leaderElectionNamespace =
      options.leaderElectionNamespace ?? DEFAULT_LEADER_ELECTION_NAMESPACE;
    this.#transport = transport;
    this.serverGate = new ServerGate({
      transport: this.#transport,
      clock,
      logger,
    });
    this.client = new KubeClient({
      transport: this.#transport,
      serverGate: this.serverGate,
      fieldManager: FIELD_MANAGERS.base,
    });
    const watching = {
      client: this.client,
      serverGate: this.serverGate,
      clock,
      logger,
    };
    this.stores = new WatchedStores({
      ...watching,
      namespaces: options.namespaces,
      operatorNamespace: this.leaderElectionNamespace,
      events: {
        cluster: (cluster, old) => this.#onCluster(cluster, old),
        clusterDeleted: cluster => this.#onClusterDeleted(cluster),
        child: child => this.#changes.child(child),
        controlPlane: tcp => this.#changes.controlPlane(tcp),
        dpu: dpu => this.#changes.dpu(dpu),
        dpusListed: group => this.#changes.dpusListed(group),
        nodes: () => this.#changes.nodes(),
        operatorConfig: () => this.#changes.operatorConfig(),
      },
    });
    this.positions = new StorePositions({
      views: () => this.stores.views,
      mayCatchUp: () => this.serverGate.isOpen(),
      synced: () => this.synced,
      clock,
    });
    this.#changes = new ClusterChanges({
      stores: this.stores,
      logger,
      onRelated: cluster => this.#tenants.follow(cluster),
    });
    this.#tenants = new TenantHealth({
      ...watching,
      stores: this.stores,
      managementServer: this.#transport.server,
      access: options.tenantAccess,
      probeIntervalMs: options.probeIntervalMs,
      probesTenants,
      onObservation: uid => this.#onObservation(uid),
      onSecretOf: cluster => this.#changes.related(cluster),
    });
    this.prober = this.#tenants.prober;
    this.#keepalivedConfigs = new KeepalivedConfigs({
      ...watching,
      stores: this.stores,
      onConfigOf: cluster => this.#changes.related(cluster),
    });
    this.addressHolders = new AddressHolders({
      ...watching,
      stores: this.stores,
      namespaces: options.namespaces,
      onChange: address => this.#changes.address(address),
    });
    this.vendor = new VendorWatch({
      ...watching,
      namespace: this.leaderElectionNamespace,
    });
    this.#definitions = new DefinitionWatch({
      ...watching,
      onChange: () => this.#capabilities.definitionChanged(),
      onEdit: name => this.stores.definitionChanged(name),
    });
    this.#capabilities = new CapabilityWatch({
      discovery: new Discovery({ client: this.client }),
      clock,
      logger,
      definitions: this.#definitions,
      onChange: found => this.stores.follow(found),
    });
    this.#knowledge = new ConnectionKnowledge({
      startsWithPortal: options.startsWithPortal ?? false,
      serverGate: this.serverGate,
      capabilities: this.#capabilities,
      stores: this.stores,
      vendor: this.vendor,
      tenants: this.#tenants,
      keepalivedConfigs: this.#keepalivedConfigs,
      addressHolders: this.addressHolders,
    });
  }

  /** Watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#definitions.run(signal),
      this.#capabilities.run(signal),
      this.stores.run(signal),
      this.vendor.run(signal),
      this.addressHolders.run(signal),
    ]);
    this.#tenants.stop();
    this.#keepalivedConfigs.stop();
    this.serverGate.dispose();
    this.#transport.close();
  }

  /** `undefined` until the server has been asked. */
  capabilities(): DpfCapabilities | undefined {
    return this.#capabilities.current?.capabilities;
  }

  /** DPF's own configuration. */
  operatorConfig(): KnownOperatorConfig {
    return this.stores.operatorConfig();
  }

  /** DPF's own configuration has been listed, may not be read, or is not served. */
  get operatorConfigSettled(): boolean {
    return this.#knowledge.operatorConfigSettled;
  }

  /** The resource of the DPUClusters of a group; `undefined` where it is not served. */
  clusterResource(group: string): ResourceType | undefined {
    return this.stores.clusters.get(group)?.resource;
  }

  /** False when the time ran out or the signal aborted before the stores were filled. */
  async whenSynced(
    options: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<boolean> {
    const start = this.clock.monotonic();
    const { signal, timeoutMs = Infinity } = options;
    while (!this.synced) {
      if (signal?.aborted || this.clock.monotonic() - start >= timeoutMs) {
        return false;
      }
      await this.clock.sleep(SYNC_CHECK_MS, signal);
    }
    return true;
  }

  /** True when everything has been listed. What may not be read or is not served is not waited for. */
  get synced(): boolean {
    return this.#knowledge.synced;
  }

  /** Everything that is read once has been read, including what is not waited for when a portal starts. */
  get complete(): boolean {
    return this.#knowledge.complete;
  }

  /** What has not been listed yet, including the vendor's Deployments and Leases. */
  get pending(): string[] {
    return this.#knowledge.pending;
  }

  /** How fresh the stores are. */
  status(): ConnectionStatus {
    return this.#knowledge.status();
  }

  /** The DPUClusters of both groups. */
  clusters(): readonly DpuCluster[] {
    return this.stores.allClusters();
  }

  cluster(
    group: string,
    namespace: string,
    name: string,
  ): DpuCluster | undefined {
    return this.stores.clusters.get(group)?.get({ namespace, name });
  }

  clusterByUid(uid: string): DpuCluster | undefined {
    return this.stores.clustersByIndex('uid', uid)[0];
  }

  /**
   * Reads the cluster from the server, and stores the answer.
   *
   * @throws KubeApiError as the server answered.
   */
  async getLive(
    group: string,
    namespace: string,
    name: string,
  ): Promise<DpuCluster> {
    const view = this.stores.clusters.get(group);
    if (!view) {
      throw new Error(`DPUCluster of ${group} is not served by ${this.name}`);
    }
    const cluster = await this.client.get<DpuCluster>(view.resource, {
      namespace,
      name,
    });
    this.overlay(cluster);
    return cluster;
  }

  /** Makes our own write visible at once, until the watch has caught up. */
  overlay(object: DpuCluster): void {
    this.stores.clusters.get(groupOf(object))?.overlay(object);
  }

  /** As `overlay`, for an object of any resource. Resources that are not watched are ignored. */
  overlayWritten(resource: ResourceType, object: KubeObject): void {
    this.stores.viewOf(resource)?.overlay(object);
  }

  /** Adds what only a portal knows to World. */
  usePortalKnowledge(portal: PortalKnowledge): void {
    this.#portal = portal;
  }

  /** World as it is now. */
  world(roles: ControllerRoleStatus[]): World {
    return new StoreWorld({
      managementCluster: this.name,
      now: this.clock.now(),
      capabilities: this.capabilities() ?? {
        apis: [],
        dpuGroups: [],
        kamaji: false,
      },
      roles,
      vendorTypes: this.vendorTypes,
      controlPlaneSettings: this.controlPlaneSettings,
      portal: this.#portal,
      usualTimeToReadyMs: this.#timeToReady.medianMs,
      stores: this.stores,
      prober: this.#tenants.prober,
      keepalivedConfigs: this.#keepalivedConfigs,
      addressHolders: this.addressHolders,
      knowledge: this.#knowledge,
    });
  }

  /** The Kubernetes version that a cluster runs: as Kamaji says, else its API server. */
  installedVersion(cluster: DpuCluster): string | undefined {
    const { namespace = '', name, uid = '' } = cluster.metadata;
    const controlPlane = this.stores.tenantControlPlanes?.get({
      namespace,
      name,
    });
    const own =
      controlPlane && isControlPlaneOf(cluster, controlPlane)
        ? controlPlane
        : undefined;
    return (
      controlPlaneVersions(own).installed ??
      this.observation(uid)?.serverVersion
    );
  }

  observation(uid: string): TenantObservation | undefined {
    return this.prober.observation(uid);
  }

  /** Reads a kubeconfig Secret by name unless it is known to be unchanged. Stays inside this package's reconcilers. */
  readKubeconfigSecret(
    namespace: string,
    name: string,
  ): Promise<KubeconfigSecret> {
    return this.#tenants.secrets.read(namespace, name);
  }

  /**
   * Opens a connection to the API of a DPU cluster with its admin kubeconfig, over the configured route and within the
   * address fence. The caller closes it.
   *
   * @throws TenantRequestError when there is no usable kubeconfig, and errors of the client when the Secret cannot be
   * read.
   */
  openTenant(
    cluster: DpuCluster,
    options: {
      /** For one request. */
      timeoutMs: number;
    },
  ): Promise<OpenTenant> {
    return this.#tenants.open(cluster, options.timeoutMs);
  }

  /** Whether a ConfigMap exists, whoever made it. `undefined`: it may not be read. */
  configMapExists(namespace: string, name: string): boolean | undefined {
    return this.#keepalivedConfigs.has(namespace, name);
  }

  /** The namespaces with clusters in which Secrets may not be read, so that the clusters are not probed. */
  unreadableSecrets(): string[] {
    return this.#tenants.unreadableSecrets;
  }

  /** What was refused when it was last read: it changes when a right is granted or withdrawn. */
  get refusals(): string[] {
    return this.#knowledge.refusals;
  }

  /** Sets the interval of probes, unless it was configured. `undefined` restores the interval of a reader. */
  probeEvery(intervalMs: number | undefined): void {
    this.#tenants.probeEvery(intervalMs);
  }

  /** Reports every existing cluster as changed right away. Returns a function that unsubscribes. */
  onChange(listener: (change: ClusterChange) => void): () => void {
    return this.#changes.subscribe(listener);
  }

  /** Calls the listener when a DPU without a cluster was added, changed or deleted. Returns a function that unsubscribes. */
  onDpuWithoutCluster(listener: () => void): () => void {
    return this.#changes.subscribeToOtherDpus(listener);
  }

  /** The vendor's own controllers, as far as they can be seen. */
  vendorRoles(): VendorRole[] {
    return CONTROLLER_ROLES.map(role => this.vendorRole(role));
  }

  vendorRole(role: ControllerRole): VendorRole {
    return this.vendor.role(role);
  }

  /** Who holds this project's own Lease. */
  controllersHolder(): HeldLease {
    return this.vendor.ownHolder(CONTROLLERS_LEASE);
  }

  #onCluster(cluster: DpuCluster, old: DpuCluster | undefined): void {
    this.#timeToReady.observe(cluster, old, this.clock.now());
    if (old && old.metadata.uid !== cluster.metadata.uid) {
      this.#tenants.forget(old);
    }
    this.#tenants.follow(cluster);
    this.#keepalivedConfigs.follow(cluster);
    if (vipOf(cluster) !== vipOf(old)) {
      void this.addressHolders.refresh();
    }
    this.#changes.cluster(cluster, old);
  }

  #onObservation(uid: string): void {
    const cluster = this.clusterByUid(uid);
    if (cluster) {
      this.addressHolders.observed(cluster, this.observation(uid)?.server);
    }
    this.#changes.observation(uid);
  }

  #onClusterDeleted(cluster: DpuCluster): void {
    this.addressHolders.forget(cluster);
    this.#tenants.forget(cluster);
    this.#keepalivedConfigs.forget(cluster);
    this.#changes.clusterDeleted(cluster);
  }
}

function vipOf(cluster: DpuCluster | undefined): string | undefined {
  return cluster?.spec.clusterEndpoint?.keepalived?.vip;
}

/** Lets the server's audit log distinguish replicas of one identity. */
function userAgent(): string {
  const { POD_NAME } = process.env;
  return POD_NAME ? `dpf-portal (${POD_NAME})` : 'dpf-portal';
}
