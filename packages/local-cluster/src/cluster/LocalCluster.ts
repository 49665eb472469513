import {
  KubeClient,
  KubeObject,
  ResourceType,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { Binaries, BinaryResolver, KUBERNETES_VERSION } from '../binaries';
import { ClusterUser, issueKubeconfig } from '../controlPlane/issueKubeconfig';
import { EtcdSpace } from '../controlPlane/EtcdSpace';
import { ManagementControlPlane } from '../controlPlane/ManagementControlPlane';
import { startEtcd } from '../controlPlane/startEtcd';
import { waitForProcess } from '../controlPlane/waitForProcess';
import { DpuClusterRef } from '../dpu/findDpuCluster';
import { DpuJoiner } from '../dpu/DpuJoiner';
import { LightTenant } from '../light/LightTenant';
import { RealKamaji } from '../kamaji/real/RealKamaji';
import { inPackage } from '../packageDirectory';
import { ManagedProcess } from '../process/ManagedProcess';
import { Progress } from '../progress/Progress';
import { proxyUrlOf } from '../state/PortBook';
import { recordUsedBinaries } from '../state/StateDirectory';
import { STATIC_CLUSTER, StaticCluster } from '../staticCluster/StaticCluster';
import { LocalClusterOptions, chosenKamaji } from './LocalClusterOptions';
import { ClientPool } from './ClientPool';
import { createDefaultDataStore } from './createDefaultDataStore';
import { NEWEST_SHAPE, definitionFolder } from './definitionShapes';
import { PreparedState, prepareState } from './PreparedState';
import { applyInitialObjects, readInitialObjects } from './initialObjects';
import { StandIns } from './StandIns';

const STAND_IN_DEFINITIONS = inPackage('crds');
const ADMIN: ClusterUser = { name: 'admin', groups: ['system:masters'] };
/** Users of this package. In the audit log they are distinct from the users under test. */
const OWN_USERS = [
  'local-cluster:setup',
  'local-cluster:kubelet',
  'local-cluster:kamaji',
];

/**
 * A management cluster on this machine: etcd, kube-apiserver and kube-controller-manager as local
 * processes, and stand-ins for the parts that exist only in a data centre.
 *
 * Everything listens on 127.0.0.1. VIPs and Service names are reachable only through
 * {@link LocalCluster.proxyUrl}. All processes end with {@link LocalCluster.stop}, and within seconds
 * when this process is killed. Call `prepare`, `start` and `stop` at most once.
 *
 * @public
 */
export class LocalCluster {
  readonly #options: LocalClusterOptions;
  readonly #progress: Progress;
  readonly #clients = new ClientPool();
  readonly #stopRequested = new AbortController();
  #preparation: Promise<PreparedState> | undefined;
  #prepared: PreparedState | undefined;
  #binaries: Promise<Binaries> | undefined;
  #controlPlane: ManagementControlPlane | undefined;
  #dataStore: ManagedProcess | undefined;
  #staticCluster: StaticCluster | undefined;
  #standIns: StandIns | undefined;
  #realKamaji: RealKamaji | undefined;
  #kubeConfig: KubeConfig | undefined;
  #staticKubeconfig = '';
  #stopping: Promise<void> | undefined;

  static create(options: LocalClusterOptions): LocalCluster {
    return new LocalCluster(options);
  }

  private constructor(options: LocalClusterOptions) {
    this.#options = options;
    this.#progress = new Progress(options.onProgress ?? (() => {}));
  }

  /**
   * Locks the state directory, chooses the ports and writes the kubeconfigs, which other processes may need
   * before the cluster answers. `start` calls it if necessary.
   */
  async prepare(): Promise<void> {
    await this.#prepare();
  }

  /** Resolves when all parts answer. If it rejects, no process is left running. */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops all parts in order: stand-ins, tenants, controller-manager, API server, etcd. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** For cluster-admin. */
  get kubeConfig(): KubeConfig {
    return required(this.#kubeConfig);
  }

  get adminKubeconfigFile(): string {
    return this.#started.state.kubeconfigFile('admin');
  }

  /** For user `dpf-portal`. */
  get portalKubeconfigFile(): string {
    return this.#started.state.kubeconfigFile('portal');
  }

  /** For user `dpf-controllers`. */
  get controllersKubeconfigFile(): string {
    return this.#started.state.kubeconfigFile('controllers');
  }

  /** The CONNECT proxy that leads to VIPs, to Services of tenants and to the static cluster. */
  get proxyUrl(): string {
    return proxyUrlOf(this.#started.ports);
  }

  /** The admin kubeconfig of the ready-made static cluster, as text. */
  get staticKubeconfig(): string {
    return this.#staticKubeconfig;
  }

  get staticKubeconfigFile(): string {
    return this.#started.state.kubeconfigFile('static-cluster');
  }

  get staticServer(): string {
    return required(this.#staticCluster).server;
  }

  /** The port on 127.0.0.1 at which the static cluster answers without the proxy. */
  get staticPort(): number {
    return required(required(this.#staticCluster).port);
  }

  /** One JSON event per line, level Metadata. */
  get auditLogFile(): string {
    return this.#started.state.auditLog;
  }

  /** Simulates DPUs that join a cluster. */
  get dpus(): DpuJoiner {
    return required(this.#standIns).dpus;
  }

  /**
   * Returns a DPU cluster of a light local cluster, for tests that change its Nodes or its version.
   *
   * @throws if the local cluster is not light or has no such DPU cluster.
   */
  lightTenant(cluster: DpuClusterRef): LightTenant {
    const tenant =
      cluster === 'static'
        ? this.#staticCluster?.light
        : this.#standIns?.lightTenant(cluster.namespace, cluster.name);
    if (!tenant) {
      throw new Error('There is no light tenant of this name');
    }
    return tenant;
  }

  /** The processes of the management cluster without its tenants, for tests that stop or kill one. */
  get processes(): readonly ManagedProcess[] {
    return [
      ...(this.#controlPlane?.processes ?? []),
      ...(this.#staticCluster?.processes ?? []),
      ...(this.#dataStore ? [this.#dataStore] : []),
      ...(this.#realKamaji?.processes ?? []),
    ];
  }

  /**
   * Kills kube-controller-manager, kube-apiserver and etcd, and starts them again. Resolves when they answer. For
   * tests, which can replace the contents of etcd's directory in `whileDown`.
   */
  async restart(
    whileDown?: (etcdDirectory: string) => Promise<void>,
  ): Promise<void> {
    await required(this.#controlPlane).restart(whileDown);
  }

  /** For tests in which etcd runs out of space. */
  get etcdSpace(): EtcdSpace {
    return required(this.#controlPlane).etcdSpace;
  }

  /** Restores a custom resource with its original uid, like a restored backup. For tests. */
  async restore(resource: ResourceType, object: KubeObject): Promise<void> {
    await required(this.#controlPlane).restore(resource, object);
  }

  /** Returns a kubeconfig, as text, for a user of that name. RBAC decides its permissions. */
  async addUser(user: ClusterUser): Promise<string> {
    return issueKubeconfig(this.#started, user);
  }

  get #started(): PreparedState {
    return required(this.#prepared);
  }

  async #start(): Promise<void> {
    const options = this.#options;
    const objects = await readInitialObjects(
      options.deployDir ?? inPackage('../../deploy/charts/dpf-portal'),
      [
        ...(options.definitions ??
          [NEWEST_SHAPE, 'guide' as const].map(definitionFolder)),
        chosenKamaji(options)?.crds ??
          options.kamajiDefinitions ??
          STAND_IN_DEFINITIONS,
      ],
    );
    const prepared = await this.#prepare();
    const binaries = await this.#obtainBinaries();
    this.#stopRequested.signal.throwIfAborted();
    await recordUsedBinaries(prepared.state.binariesFile, binaries);
    const controlPlane = new ManagementControlPlane({
      ...prepared,
      binaries,
      nodePorts: options.nodePorts,
    });
    this.#controlPlane = controlPlane;
    this.#startDataStore(prepared, binaries);
    this.#progress.line('Starting etcd and kube-apiserver');
    await controlPlane.start();
    this.#progress.line(`kube-apiserver answers at ${controlPlane.server}`);
    // Started in parallel: nothing else depends on the static cluster.
    const staticCluster = this.#startStaticCluster(prepared, binaries);
    staticCluster.catch(() => {});
    const setup = this.#clients.get('local-cluster:setup');
    await applyInitialObjects(setup, objects);
    this.#progress.line(
      'Definitions, namespaces, roles and admission policies are applied',
    );
    const controllers = controlPlane.startControllers(this.adminKubeconfigFile);
    controllers.catch(() => {});
    await this.#startStandIns(prepared, binaries, setup);
    await controllers;
    this.#progress.line('kube-controller-manager is healthy');
    await staticCluster;
    await this.#staticCluster?.bootstrap(this.proxyUrl);
    this.#progress.line(`The static cluster answers at ${this.staticServer}`);
  }

  #prepare(): Promise<PreparedState> {
    this.#preparation ??= (async () => {
      const prepared = await prepareState(this.#options);
      this.#prepared = prepared;
      await this.#writeKubeconfigs(prepared);
      return prepared;
    })();
    return this.#preparation;
  }

  #obtainBinaries(): Promise<Binaries> {
    const { binaries } = this.#options;
    this.#binaries = binaries
      ? Promise.resolve(binaries)
      : new BinaryResolver({
          onProgress: line => this.#progress.line(line),
        }).resolve({ signal: this.#stopRequested.signal });
    return this.#binaries;
  }

  #startDataStore(
    { state, ports, etcdPki, reaper }: PreparedState,
    binaries: Binaries,
  ): void {
    if (this.#options.light) {
      return;
    }
    this.#dataStore = startEtcd({
      binary: binaries.etcd,
      name: 'datastore',
      dataDirectory: state.dataStore,
      port: ports.dataStore,
      peerPort: ports.dataStorePeer,
      caFile: etcdPki.caFile,
      server: etcdPki.server,
      logFile: state.logFile('datastore'),
      reaper,
    });
  }

  async #writeKubeconfigs(prepared: PreparedState): Promise<void> {
    const { state } = prepared;
    const files: Array<[string, ClusterUser]> = [
      ['admin', ADMIN],
      ['portal', { name: 'dpf-portal' }],
      ['controllers', { name: 'dpf-controllers' }],
    ];
    for (const [name, user] of files) {
      await state.writeSecret(
        state.kubeconfigFile(name),
        await issueKubeconfig(prepared, user),
      );
    }
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(await issueKubeconfig(prepared, ADMIN));
    this.#kubeConfig = kubeConfig;
    for (const name of OWN_USERS) {
      const user = { name, groups: ['system:masters'] };
      this.#clients.add(name, await issueKubeconfig(prepared, user));
    }
  }

  async #startStaticCluster(
    prepared: PreparedState,
    binaries: Binaries,
  ): Promise<void> {
    const { state } = prepared;
    const staticCluster = new StaticCluster({
      ...prepared,
      binaries,
      light: this.#options.light ?? false,
      version: `v${KUBERNETES_VERSION}`,
    });
    this.#staticCluster = staticCluster;
    await staticCluster.start();
    this.#staticKubeconfig = await staticCluster.kubeconfig();
    await state.writeSecret(
      state.kubeconfigFile('static-cluster'),
      this.#staticKubeconfig,
    );
  }

  async #startStandIns(
    prepared: PreparedState,
    binaries: Binaries,
    setup: KubeClient,
  ): Promise<void> {
    const { light, kamajiDelayMs, logger = silentLogger } = this.#options;
    const { pki, ports, etcdPki } = prepared;
    const real = chosenKamaji(this.#options);
    const standIns = new StandIns({
      ...prepared,
      clientFor: name => this.#clients.get(name),
      apiServerBinary: binaries['kube-apiserver'],
      controllerManagerBinary: binaries['kube-controller-manager'],
      lightAuthority: light ? await pki.authority('light-ca') : undefined,
      realKamaji: real !== undefined,
      kamajiDelayMs,
      logger,
    });
    this.#standIns = standIns;
    const { address, port } = STATIC_CLUSTER;
    standIns.network.addFixed(address, port, () => this.#staticCluster?.port);
    await standIns.start();
    if (this.#dataStore) {
      await waitForProcess(this.#dataStore, {
        port: ports.dataStore,
        path: '/health',
        ca: etcdPki.authority.credentials.certificate,
        ...etcdPki.client,
      });
    }
    if (real) {
      this.#realKamaji = new RealKamaji({
        ...prepared,
        ...real,
        setup,
        network: standIns.network,
        proxyUrl: standIns.proxyUrl,
        kubeconfigFile: this.adminKubeconfigFile,
      });
      await this.#realKamaji.start();
      this.#progress.line('Kamaji is ready');
    } else {
      await createDefaultDataStore(setup, ports.dataStore);
    }
    this.#progress.line(
      `The stand-ins are running; VIPs are reachable through ${standIns.proxyUrl}`,
    );
  }

  async #stop(): Promise<void> {
    this.#stopRequested.abort();
    // Both take locks that must be released.
    await Promise.allSettled([this.#preparation, this.#binaries]);
    await this.#realKamaji?.stop();
    await this.#standIns?.stop();
    this.#clients.close();
    await this.#staticCluster?.stop();
    await this.#controlPlane?.stop();
    await this.#dataStore?.stop();
    this.#prepared?.reaper.close();
    await this.#prepared?.lock.release();
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('The local cluster has not been started');
  }
  return value;
}
