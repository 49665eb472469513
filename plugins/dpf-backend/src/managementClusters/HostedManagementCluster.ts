import { LoggerService } from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import {
  ControllerRoleStatus,
  Finding,
  UnsafeKubeconfigError,
  isWrongServer,
  managementClusterFindings,
} from '@dpf-portal/dpf-model';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import {
  ClusterManager,
  DpfControllers,
  dpuClusterSources,
  registerDpuClusterMetrics,
} from '@dpf-portal/dpf-controllers';
import {
  ManagementClusterConnection,
  TenantAccess,
  checkTenantApi,
  observedRoles,
} from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';
import {
  KubeconfigCheck,
  PublicSettings,
  RunningManagementCluster,
} from './ManagementClusterHandle';
import { ReconcilerMetrics } from './ReconcilerMetrics';
import { sharedCredential } from './sharedCredential';

/** A management cluster that this process watches, and whose reconcilers it runs where roles are enabled. */
export class HostedManagementCluster implements RunningManagementCluster {
  readonly settings: PublicSettings;
  readonly connection: ManagementClusterConnection;
  readonly #server?: string;
  readonly #tenantAccess: TenantAccess;
  readonly #shared?: Finding;
  readonly #logger: LoggerService;
  /** Undefined while every role is disabled: then nothing is started. */
  readonly #controllers?: DpfControllers;
  /** Own connection of the reconcilers, where they have their own identity. */
  readonly #controllersConnection?: ManagementClusterConnection;

  /** Makes no request yet. */
  static create(options: {
    settings: ManagementClusterSettings;
    managers: ClusterManager[];
    metrics: MetricsService;
    logger: LoggerService;
  }): HostedManagementCluster {
    const { name } = options.settings;
    return new HostedManagementCluster(
      options.settings,
      options.managers,
      new ReconcilerMetrics(options.metrics, name),
      options.logger.child({ managementCluster: name }),
    );
  }

  private constructor(
    all: ManagementClusterSettings,
    managers: ClusterManager[],
    metrics: ReconcilerMetrics,
    logger: LoggerService,
  ) {
    const { kubeConfig, controllersKubeConfig, ...settings } = all;
    const isHost = Object.values(settings.roles).some(
      mode => mode !== 'disabled',
    );
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
        logger,
        ...(isHost && { metrics }),
      });
    this.settings = settings;
    this.#logger = logger;
    this.#tenantAccess = settings.tenantAccess;
    this.#server = kubeConfig.getCurrentCluster()?.server;
    this.#shared = sharedCredential(all);
    this.connection = connect(kubeConfig);
    if (isHost) {
      this.#controllersConnection =
        controllersKubeConfig && connect(controllersKubeConfig);
      this.#controllers = new DpfControllers({
        connection: this.#controllersConnection ?? this.connection,
        roles: settings.roles,
        managers,
        logger,
      });
      registerDpuClusterMetrics(metrics, dpuClusterSources(this.connection));
    }
  }

  /** Watches and reconciles until the signal aborts. Never rejects; a server that is away is waited for. */
  async run(signal: AbortSignal): Promise<void> {
    if (!this.#controllers) {
      await this.connection.run(signal);
      return;
    }
    // The connections outlive the controllers: these still release their Leases through one of them.
    const released = new AbortController();
    const watching = Promise.all([
      this.connection.run(released.signal),
      this.#controllersConnection?.run(released.signal),
    ]);
    await this.#controllers.run(signal);
    released.abort();
    await watching;
  }

  roles(): ControllerRoleStatus[] {
    return this.#controllers?.roleStatus() ?? observedRoles(this.connection);
  }

  findings(): Finding[] {
    const { tenantPathInDoubtSince: since } = this.connection.status();
    return [
      ...managementClusterFindings({
        title: this.settings.title ?? this.settings.name,
        capabilities: this.connection.capabilities(),
        operatorConfig: this.connection.operatorConfig(),
        tenantPathInDoubtSince:
          since === undefined ? undefined : new Date(since).toISOString(),
      }),
      ...(this.#shared ? [this.#shared] : []),
    ];
  }

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
          ...(isWrongServer(problem.reason) && { who: 'owner' as const }),
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
}
