import { LoggerService } from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import {
  AcknowledgementsOf,
  AddressHolder,
  Assignment,
  ControllerRoleStatus,
  DpuCluster,
  FIELD_MANAGERS,
  Finding,
  KubeconfigProblem,
  PlacedFinding,
  UnsafeKubeconfigError,
  placeFindings,
} from '@dpf-portal/dpf-model';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import type { AddressTable, ClusterManager } from '@dpf-portal/dpf-controllers';
import {
  CheckOutcome,
  ManagementClusterConnection,
  OpenTenant,
  TenantAccess,
  assignmentOf,
  awayFindingOf,
  checkSetup,
  checkTenantApi,
  observedRoles,
  ownFindingsOf,
  registerManagementClusterMetrics,
} from '@dpf-portal/dpf-world';
import { Clock, KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { SettingsWithoutCredentials } from '../config/DpfConfig';
import { recordAuditId } from './auditIds';
import { OwnerNamespaces } from '../policy/OwnerNamespaces';
import { ReconcilerMetrics } from './ReconcilerMetrics';
import { ReconcilerProcess } from './ReconcilerProcess';
import { Reconcilers } from './Reconcilers';
import { ControllersPackage, ReconcilersInThread } from './ReconcilersInThread';
import { UncheckedRights } from './UncheckedRights';
import { sharedCredential } from './sharedCredential';
import { ReconcilerChild } from './startReconcilerProcess';

/** Whether the portal runs any reconciler here. */
function isHost({ roles }: SettingsWithoutCredentials): boolean {
  return Object.values(roles).some(mode => mode !== 'disabled');
}

/** The answer of the server of an uploaded kubeconfig to one check. */
export interface KubeconfigCheck {
  ok: boolean;
  serverVersion?: string;
  problem?: KubeconfigProblem;
  /** Waiting does not help: the kubeconfig is refused for the problem. */
  refused?: boolean;
}

/** @see HostedManagementCluster */
export interface HostedManagementClusterOptions {
  settings: ManagementClusterSettings;
  managers: ClusterManager[];
  metrics: MetricsService;
  clock: Clock;
  logger: LoggerService;
  /** For tests. */
  loadControllers?: () => Promise<ControllersPackage>;
  /** For tests. */
  startReconcilers?: () => ReconcilerChild;
}

/** What clusters of other management clusters hold: of one address, and all at once. */
export interface OtherSites {
  holders: (address: string) => AddressHolder[];
  table: () => AddressTable;
}

/** A management cluster that this process watches. It also starts the reconcilers, where a role is enabled. */
export class HostedManagementCluster {
  readonly settings: SettingsWithoutCredentials;
  readonly connection: ManagementClusterConnection;
  readonly ownerNamespaces: OwnerNamespaces;
  /** What is not checked here, because the portal lacks a right. */
  readonly unchecked: UncheckedRights;
  readonly #server?: string;
  readonly #tenantAccess: TenantAccess;
  readonly #shared?: Finding;
  readonly #logger: LoggerService;
  readonly #metrics: ReconcilerMetrics;
  readonly #findingSources: Array<() => Finding[]> = [];
  #acknowledgementsOf?: AcknowledgementsOf;
  readonly #controllersKubeConfig?: KubeConfig;
  /** Undefined where every role is disabled. */
  readonly #reconcilers?: Reconcilers;
  readonly #otherSites: OtherSites[] = [];

  /** Makes no request before `run`. */
  static create(
    options: HostedManagementClusterOptions,
  ): HostedManagementCluster {
    return new HostedManagementCluster(options);
  }

  protected constructor(options: HostedManagementClusterOptions) {
    const { managers, clock } = options;
    const { name } = options.settings;
    const metrics = new ReconcilerMetrics(options.metrics, name);
    const logger = options.logger.child({ managementCluster: name });
    const { kubeConfig, controllersKubeConfig, ...settings } = options.settings;
    const runsInThread = isHost(settings) && managers.length > 0;
    const connect = (identity: KubeConfig) =>
      ManagementClusterConnection.create({
        name: settings.name,
        kubeConfig: identity,
        namespaces: settings.namespaces,
        tenantAccess: settings.tenantAccess,
        leaderElectionNamespace: settings.leaderElectionNamespace,
        startsWithPortal: settings.startsWithPortal,
        vendorTypes: managers.map(({ type }) => type),
        controlPlanes: settings.controlPlanes,
        onAuditId: recordAuditId,
        clock,
        logger,
        ...(runsInThread && { metrics }),
      });
    this.settings = settings;
    this.#logger = logger;
    this.#tenantAccess = settings.tenantAccess;
    this.#server = kubeConfig.getCurrentCluster()?.server;
    this.#shared = sharedCredential(options.settings);
    this.connection = connect(kubeConfig);
    this.ownerNamespaces = new OwnerNamespaces({
      connection: this.connection,
      watched: settings.namespaces,
      clock,
      logger,
    });
    this.unchecked = new UncheckedRights({
      connection: this.connection,
      namespaces: settings.namespaces,
    });
    this.#metrics = metrics;
    if (isHost(settings)) {
      this.#controllersKubeConfig = controllersKubeConfig;
      this.#reconcilers = runsInThread
        ? this.#inThread(
            options,
            controllersKubeConfig && connect(controllersKubeConfig),
          )
        : new ReconcilerProcess({
            settings: options.settings,
            otherSites: () => this.#addressesOfOtherSites(),
            start: options.startReconcilers,
            metrics,
            clock,
            logger,
          });
    }
  }

  /** Watches and reconciles until the signal aborts. Never rejects: an unavailable server is retried. */
  async run(signal: AbortSignal): Promise<void> {
    registerManagementClusterMetrics(this.#metrics, {
      connection: this.connection,
      roles: () => this.roles(),
      ownFindings: () => this.ownFindings(),
      acknowledgementsOf: uid =>
        this.#acknowledgementsOf?.(uid) ?? (() => undefined),
    });
    if (!this.#reconcilers) {
      await this.connection.run(signal);
      return;
    }
    // Reconcilers in this thread release their Leases through the connection, so it is closed after them.
    const released = new AbortController();
    const watching = this.connection.run(released.signal);
    await this.#reconcilers.run(signal);
    released.abort();
    await watching;
  }

  /** Who runs which role, and why. */
  roles(): ControllerRoleStatus[] {
    return (
      this.#reconcilers?.roles() ??
      observedRoles(this.connection, this.settings.roles)
    );
  }

  /** Adds what has addresses on other management clusters, for the findings and for the reconcilers. */
  useOtherSites(otherSites: OtherSites): void {
    this.#otherSites.push(otherSites);
    this.connection.addressHolders.addSource(otherSites.holders);
  }

  /** To be called when a cluster of another management cluster changed. */
  otherSitesChanged(): void {
    this.#reconcilers?.otherSitesChanged();
  }

  /** Adds findings that need to know more than this management cluster. */
  addFindings(source: () => Finding[]): void {
    this.#findingSources.push(source);
  }

  /** Adds to the findings who acknowledged them. */
  useAcknowledgements(acknowledgementsOf: AcknowledgementsOf): void {
    this.#acknowledgementsOf = acknowledgementsOf;
  }

  /** What is wrong with the management cluster itself. */
  findings(): Finding[] {
    return [
      ...ownFindingsOf(this.connection, {
        title: this.#title,
        roles: this.roles(),
      }),
      ...(this.#shared ? [this.#shared] : []),
      ...(this.#reconcilers?.findings() ?? []),
      ...this.#findingSources.flatMap(source => source()),
    ];
  }

  /** The findings of the management cluster itself, with the one that it cannot be reached. */
  ownFindings(): Finding[] {
    const away = awayFindingOf(this.connection, this.#title);
    return [...(away ? [away] : []), ...this.findings()];
  }

  /** The findings of the management cluster itself and of DPU clusters there. Default: of all. */
  placedFindings(clusters = this.connection.clusters()): PlacedFinding[] {
    return placeFindings(
      this.ownFindings(),
      clusters,
      this.connection.world(this.roles()),
      this.#acknowledgementsOf,
    );
  }

  /** The DPUs without a cluster, and what could take them. */
  assignment(): Assignment {
    return assignmentOf(this.connection);
  }

  /** The DPUs without a DPU cluster; `undefined` where DPUs may not be read, or are not known yet. */
  unassigned(): Assignment | undefined {
    const { connection } = this;
    const served = [...connection.stores.dpus.values()].filter(
      ({ absent }) => !absent,
    );
    return connection.capabilities() && served.every(view => view.readable)
      ? this.assignment()
      : undefined;
  }

  /** Checks the setup, with the identities that the portal uses. Ends when the signal aborts. */
  async checkSetup(signal: AbortSignal): Promise<CheckOutcome[]> {
    const { policy, namespaces, roles, uploadsNamespace } = this.settings;
    const { namespace, namespaces: others = [] } = policy;
    const ofControllers =
      this.#controllersKubeConfig &&
      RestTransport.fromKubeConfig(this.#controllersKubeConfig);
    try {
      return await checkSetup({
        connection: this.connection,
        roles,
        tenantAccess: this.#tenantAccess,
        signal,
        portal: {
          controllersClient:
            ofControllers &&
            new KubeClient({
              transport: ofControllers,
              fieldManager: FIELD_MANAGERS.base,
            }),
          roles: this.roles(),
          namespaces,
          requestNamespaces: [...new Set([namespace, ...others])],
          uploadsNamespace,
          findings: this.findings(),
        },
      });
    } finally {
      ofControllers?.close();
    }
  }

  /** Opens a connection to the API of a DPU cluster with its admin kubeconfig. The caller closes it. */
  openTenant(cluster: DpuCluster, timeoutMs: number): Promise<OpenTenant> {
    return this.connection.openTenant(cluster, { timeoutMs });
  }

  /** Checks the server of a kubeconfig over the configured route to tenants. */
  async checkKubeconfig(kubeconfig: string): Promise<KubeconfigCheck> {
    try {
      const { ok, server, serverVersion, problem } = await checkTenantApi({
        kubeconfig,
        access: this.#tenantAccess,
        managementServer: this.#server,
      });
      if (problem?.detail) {
        this.#logger.info(
          `No connection to ${server}, the server in an uploaded kubeconfig: ${problem.detail}`,
        );
      }
      return {
        ok,
        serverVersion,
        problem: problem && {
          code: problem.reason,
          message: problem.message,
          ...(problem.who && { who: problem.who }),
        },
        refused: problem?.lasting,
      };
    } catch (error) {
      if (error instanceof UnsafeKubeconfigError) {
        return { ok: false, problem: error.problems[0] };
      }
      throw error;
    }
  }

  get #title(): string {
    return this.settings.title ?? this.settings.name;
  }

  /** Cluster managers that modules registered are functions, so they are called in this thread. */
  #inThread(
    { managers, loadControllers }: HostedManagementClusterOptions,
    ownConnection: ManagementClusterConnection | undefined,
  ): Reconcilers {
    ownConnection?.addressHolders.addSource(address =>
      this.#otherSites.flatMap(({ holders }) => holders(address)),
    );
    return new ReconcilersInThread({
      connection: this.connection,
      ownConnection,
      roles: this.settings.roles,
      managers,
      logger: this.#logger,
      loadControllers,
    });
  }

  #addressesOfOtherSites(): AddressTable {
    return Object.assign({}, ...this.#otherSites.map(({ table }) => table()));
  }
}
