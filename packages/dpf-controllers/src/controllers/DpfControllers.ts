import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  CONTROLLER_ROLES,
  ControllerRole,
  ControllerRoleStatus,
  DPU_CLUSTER_GROUPS,
  DpuClusterApi,
  EVENT_REPORTER,
  FIELD_MANAGERS,
  RoleMode,
  dpfIsTooNew,
  groupOf,
  tooNewDpf,
} from '@dpf-portal/dpf-model';
import {
  Clock,
  ElectedLease,
  EventRecorder,
  KubeClient,
  LeaderElector,
  Logger,
  silentLogger,
} from '@dpf-portal/kube-controller';
import {
  CONTROLLERS_LEASE,
  ClusterChange,
  ManagementClusterConnection,
  VENDOR_ROLES,
  observedRole,
} from '@dpf-portal/dpf-world';
import { ClusterManager } from '../clusterManager/ClusterManager';
import { EndpointClaims } from '../reconcile/claims';
import { DpuClusterReconciler } from '../reconcile/DpuClusterReconciler';
import {
  DEFAULT_RECONCILE_SETTINGS,
  ReconcileSettings,
  Writer,
  liveReadsOf,
} from '../reconcile/ReconcileContext';
import { GroupController } from './GroupController';
import { RoleLease, aborted } from './RoleLease';
import { describeRole } from './describeRole';

const HOLDER_PROBE_INTERVAL_MS = 10_000;
const FOLLOW_CAPABILITIES_MS = 200;
const SETTLING_CHECK_MS = 20;

/** What {@link DpfControllers} needs, and which roles it runs. @public */
export interface DpfControllersOptions {
  /** The caller runs it. Its identity needs the controllers' rights. */
  connection: ManagementClusterConnection;
  /** Roles that are not listed are disabled. */
  roles: Partial<Record<ControllerRole, RoleMode>>;
  /** API groups to reconcile. Default: every served one. */
  groups?: readonly string[];
  /** Identity in Leases. Default: POD_NAME, else the host's name; always with a random part unless given. */
  identity?: string;
  /**
   * The caller gives the identity to one process at a time, so a Lease with this holder is held by this process, and is
   * resumed without waiting for its end. Default: only of an identity that is not given.
   */
  identityIsExclusive?: boolean;
  /** Default: the connection's. */
  leaseNamespace?: string;
  /** Managers of vendor types. */
  managers?: readonly ClusterManager[];
  images?: { keepalived?: string; pullSecrets?: readonly string[] };
  settings?: Partial<ReconcileSettings>;
  clock?: Clock;
  logger?: Logger;
}

/**
 * Runs the reconcilers of one management cluster while this process holds their Lease. It is one class of over 400
 * lines because the election, the role Leases, the groups and the write gates start and end together; each has its own
 * file.
 *
 * @public
 */
export class DpfControllers {
  readonly #options: DpfControllersOptions;
  readonly #connection: ManagementClusterConnection;
  readonly #modes: Record<ControllerRole, RoleMode>;
  readonly #managers: ReadonlyMap<string, ClusterManager>;
  readonly #settings: ReconcileSettings;
  readonly #identity: string;
  /** The identity is unique to this process, so a Lease with this holder is held by this process. */
  readonly #isExclusive: boolean;
  readonly #namespace: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #elector: LeaderElector;
  readonly #roleLeases: ReadonlyMap<ControllerRole, RoleLease>;
  readonly #groups = new Map<string, GroupController>();
  readonly #claims = new EndpointClaims();
  readonly #startingUpgrades = new Set<string>();
  /** The features of each group's API when it was last checked, as JSON. */
  readonly #shapes = new Map<string, string>();
  readonly #events: EventRecorder;
  /** The last DPF release that was found to be too new. */
  #tooNewDpf?: string;

  constructor(options: DpfControllersOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#clock = options.clock ?? options.connection.clock;
    this.#logger = options.logger ?? silentLogger;
    this.#modes = {
      kamaji: options.roles.kamaji ?? 'disabled',
      static: options.roles.static ?? 'disabled',
      provisioning: options.roles.provisioning ?? 'disabled',
    };
    this.#managers = new Map(
      (options.managers ?? []).map(manager => [manager.type, manager]),
    );
    this.#settings = {
      ...DEFAULT_RECONCILE_SETTINGS,
      ...this.#connection.controlPlaneSettings,
      ...options.settings,
      ...(options.images?.keepalived
        ? { keepalivedImage: options.images.keepalived }
        : {}),
      ...(options.images?.pullSecrets
        ? { imagePullSecrets: options.images.pullSecrets }
        : {}),
    };
    this.#identity = options.identity ?? randomIdentity();
    this.#isExclusive =
      options.identityIsExclusive ?? options.identity === undefined;
    this.#namespace =
      options.leaseNamespace ?? options.connection.leaderElectionNamespace;
    this.#elector = new LeaderElector({
      client: this.#connection.client,
      namespace: this.#namespace,
      leases: [this.#electedLease(CONTROLLERS_LEASE)],
      identity: this.#identity,
      resumeOwnHold: this.#isExclusive,
      clock: this.#clock,
      logger: this.#logger,
      metrics: this.#connection.metrics,
      canAcquire: () =>
        this.#connection.vendor.settled && !this.#connection.vendor.handedBack,
    });
    this.#connection.vendor.addOwnHolder(this.#identity);
    this.#events = new EventRecorder({
      client: this.#connection.client,
      reportingController: EVENT_REPORTER,
      reportingInstance: this.#identity,
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#roleLeases = new Map(
      CONTROLLER_ROLES.filter(role => this.#modes[role] !== 'disabled').map(
        role => [role, this.#roleLease(role)],
      ),
    );
  }

  /** Whether nothing is enabled: `run` then takes no Lease. */
  get idle(): boolean {
    return this.#roleLeases.size === 0 && this.#managers.size === 0;
  }

  isLeading(): boolean {
    return this.#elector.isLeading();
  }

  /**
   * Reconciles until the signal aborts. Writes in progress then end first, and the Leases are released. Never rejects.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.idle) {
      await aborted(signal);
      return;
    }
    // Before that, an elector would only wait for its next turn.
    await this.#until(() => this.#connection.vendor.settled, signal);
    while (!signal.aborted) {
      const standing = new AbortController();
      await this.#elector.run(AbortSignal.any([signal, standing.signal]), {
        onStarted: leading => this.#lead(leading, () => standing.abort()),
      });
    }
    this.#events.close();
  }

  async #until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !holds()) {
      await this.#clock.sleep(SETTLING_CHECK_MS, signal);
    }
  }

  /** Who runs each role, and why. */
  roleStatus(): ControllerRoleStatus[] {
    return CONTROLLER_ROLES.map(role => this.#statusOf(role));
  }

  #statusOf(role: ControllerRole): ControllerRoleStatus {
    return describeRole({
      seen: observedRole(this.#connection, role, this.#modes[role]),
      lease: this.#roleLeases.get(role),
      elector: this.#elector,
      identity: this.#identity,
      vendorServed: this.#serves(DPU_CLUSTER_GROUPS.released),
      handedBack: this.#connection.vendor.handedBack,
    });
  }

  async #lead(signal: AbortSignal, stepDown: () => void): Promise<void> {
    this.#logger.info('Leading', {
      managementCluster: this.#connection.name,
      identity: this.#identity,
    });
    this.#claims.clear();
    this.#startingUpgrades.clear();
    this.#connection.probeEvery(HOLDER_PROBE_INTERVAL_MS);
    const groups = new Map<string, Promise<void>>();
    const unsubscribe = this.#connection.onChange(change =>
      this.#onChange(change),
    );
    const roles: Promise<void>[] = [];
    try {
      while (!signal.aborted) {
        for (const api of this.#apis()) {
          if (!groups.has(api.group)) {
            groups.set(api.group, this.#startGroup(api, signal));
            if (api.group === DPU_CLUSTER_GROUPS.released) {
              roles.push(...this.#startRoles(signal));
            }
          }
          this.#followUpgrade(api);
        }
        this.#followDpf();
        if (this.#connection.vendor.handedBack) {
          this.#logger.info('Handed back: letting go of all roles');
          stepDown();
        }
        await this.#clock.sleep(FOLLOW_CAPABILITIES_MS, signal);
      }
    } finally {
      await Promise.all([...groups.values(), ...roles]);
      unsubscribe();
      this.#groups.clear();
      this.#connection.probeEvery(undefined);
      this.#logger.info('No longer leading', {
        managementCluster: this.#connection.name,
      });
    }
  }

  #apis(): DpuClusterApi[] {
    const wanted = this.#options.groups;
    return (this.#connection.capabilities()?.apis ?? []).filter(
      ({ group }) => !wanted?.length || wanted.includes(group),
    );
  }

  #apiOf(group: string): DpuClusterApi | undefined {
    return this.#apis().find(api => api.group === group);
  }

  #serves(group: string): boolean {
    return this.#apiOf(group) !== undefined;
  }

  /**
   * Reconciles all clusters of a group whose definition was upgraded, because their children and status depend on it.
   */
  #followUpgrade(api: DpuClusterApi): void {
    const known = this.#shapes.get(api.group);
    const shape = JSON.stringify(api);
    this.#shapes.set(api.group, shape);
    if (known !== undefined && known !== shape) {
      this.#logger.info(`The definition of DPUCluster in ${api.group} changed`);
      this.#enqueueAll(api.group);
    }
  }

  /** Logs one line when DPF has become newer than this release. Findings and role reasons say the rest. */
  #followDpf(): void {
    const version = tooNewDpf(this.#connection.operatorConfig());
    if (version !== undefined && version !== this.#tooNewDpf) {
      this.#logger.warn(
        `${dpfIsTooNew(version)}: no role starts, and no new DPU cluster`,
      );
    }
    this.#tooNewDpf = version;
  }

  #startRoles(signal: AbortSignal): Promise<void>[] {
    return [...this.#roleLeases.values()].map(async lease => {
      // The version of DPF decides whether a role may start.
      await this.#until(() => this.#connection.operatorConfigSettled, signal);
      await lease.run(signal);
    });
  }

  #startGroup(api: DpuClusterApi, signal: AbortSignal): Promise<void> {
    const { group } = api;
    const current = () => this.#apiOf(group) ?? api;
    const resource = this.#connection.clusterResource(group);
    if (!resource) {
      return Promise.resolve();
    }
    const reconciler = new DpuClusterReconciler({
      api: current,
      resource: () => this.#connection.clusterResource(group) ?? resource,
      cluster: ({ namespace = '', name }) =>
        this.#connection.cluster(group, namespace, name),
      world: () => this.#connection.world(this.roleStatus()),
      live: liveReadsOf(this.#connection),
      roles: () => this.#runningRoles(group),
      managers: this.#managers,
      client: (...writers) => this.#client(group, writers),
      claims: this.#claims,
      startingUpgrades: this.#startingUpgrades,
      events: this.#events,
      settings: this.#settings,
      clock: this.#clock,
      logger: this.#logger,
    });
    const controller = new GroupController({
      group,
      reconciler,
      serverGate: this.#connection.serverGate,
      clock: this.#clock,
      logger: this.#logger,
      metrics: this.#connection.metrics,
    });
    this.#groups.set(group, controller);
    this.#enqueueAll(group);
    return controller.run(signal);
  }

  #runningRoles(group: string): ReadonlySet<ControllerRole> {
    // The guide's group uses only this project's own Lease, and is reconciled only while that is held.
    const running = [...this.#roleLeases.values()].filter(
      lease => group === DPU_CLUSTER_GROUPS.guide || lease.isRunning,
    );
    return new Set(running.map(({ role }) => role));
  }

  #client(group: string, writers: readonly Writer[]): KubeClient {
    return this.#connection.client.withOptions({
      fieldManager: FIELD_MANAGERS[writers[0] ?? 'base'],
      writeGate: () => this.#assertWritable(group, writers),
      onWritten: (resource, object) => {
        if (object) {
          this.#connection.overlayWritten(resource, object);
        }
      },
    });
  }

  /** Checks the Lease right before each write, not when the reconcile began. */
  #assertWritable(group: string, writers: readonly Writer[]): void {
    this.#elector.writeGate()();
    if (group === DPU_CLUSTER_GROUPS.released) {
      for (const writer of writers) {
        if (writer !== 'vendor') {
          this.#roleLeases.get(writer)?.assertHeld();
        }
      }
    }
  }

  #roleLease(role: ControllerRole): RoleLease {
    return new RoleLease({
      role,
      mode: this.#modes[role],
      client: this.#connection.client,
      namespace: this.#namespace,
      identity: this.#identity,
      resumeOwnHold: this.#isExclusive,
      vendor: () => this.#connection.vendorRole(role),
      onVendorChange: listener =>
        this.#connection.vendor.onDeployments(listener),
      operatorConfig: () => this.#connection.operatorConfig(),
      leases: VENDOR_ROLES[role].leases.map(name => this.#electedLease(name)),
      clock: this.#clock,
      logger: this.#logger,
      metrics: this.#connection.metrics,
      onHeld: () => this.#enqueueAll(DPU_CLUSTER_GROUPS.released),
      drained: async () => {
        await this.#groups.get(DPU_CLUSTER_GROUPS.released)?.drained();
      },
    });
  }

  /** The connection watches the Leases of one namespace only. */
  #electedLease(name: string): ElectedLease {
    return this.#namespace === this.#connection.leaderElectionNamespace
      ? { name, watched: this.#connection.vendor.watchedLease(name) }
      : { name };
  }

  #enqueueAll(group: string): void {
    const controller = this.#groups.get(group);
    for (const cluster of this.#connection.clusters()) {
      if (groupOf(cluster) === group) {
        controller?.enqueue(cluster);
      }
    }
  }

  #onChange({ cluster, deleted }: ClusterChange): void {
    const controller = this.#groups.get(groupOf(cluster));
    if (!deleted) {
      controller?.enqueue(cluster);
      return;
    }
    controller?.forget(cluster);
    this.#enqueueRivals(cluster);
  }

  /** Reconciles clusters that waited for the endpoint of a deleted cluster. */
  #enqueueRivals(gone: ClusterChange['cluster']): void {
    const keepalived = gone.spec.clusterEndpoint?.keepalived;
    if (!keepalived) {
      return;
    }
    const { vip, virtualRouterID } = keepalived;
    const rivals = [
      ...this.#connection.stores.clustersByVip(vip),
      ...this.#connection.stores.clustersByRouterId(virtualRouterID),
    ];
    for (const rival of rivals) {
      this.#groups.get(groupOf(rival))?.enqueue(rival);
    }
  }
}

function randomIdentity(): string {
  const host = process.env.POD_NAME ?? hostname();
  return `${host}_${randomUUID()}`;
}
