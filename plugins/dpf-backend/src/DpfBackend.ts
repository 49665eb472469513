import {
  AuditorService,
  AuthService,
  DatabaseService,
  DiscoveryService,
  HttpAuthService,
  HttpRouterService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  ManagementClusterLocator,
  ManagementClusterSettings,
} from '@dpf-portal/backstage-plugin-dpf-node';
import { Clock } from '@dpf-portal/kube-controller';
import { DpfConfig } from './config/DpfConfig';
import { assertGuestsStayLocal } from './config/assertGuestsStayLocal';
import { readDpfConfig } from './config/readDpfConfig';
import { CredentialExport } from './credentials/CredentialExport';
import { CredentialLedger } from './credentials/CredentialLedger';
import { CredentialSweeper } from './credentials/CredentialSweeper';
import { DpuClusterCredentials } from './credentials/DpuClusterCredentials';
import { PluginDatabase } from './database/PluginDatabase';
import { DpuClusterDeletion } from './deletion/DpuClusterDeletion';
import { OfferedEdits } from './edits/OfferedEdits';
import { PortalRights } from './edits/PortalRights';
import { refuseOtherHosts } from './guests/guestHosts';
import { ClusterHistories } from './history/ClusterHistories';
import { ClusterRecords } from './history/ClusterRecords';
import { FindingPeriods } from './history/FindingPeriods';
import { HistoryRecorder } from './history/HistoryRecorder';
import { forgetHistory } from './history/forgetHistory';
import { LivePublisher } from './live/LivePublisher';
import { SignalHeartbeat } from './live/SignalHeartbeat';
import { SignalKeys } from './live/SignalKeys';
import { ManagementClusters } from './managementClusters/ManagementClusters';
import { HostedManagementCluster } from './managementClusters/HostedManagementCluster';
import { toSettings } from './managementClusters/toSettings';
import { BlockedClusters } from './notifications/BlockedClusters';
import { ExpiryReminders } from './notifications/ExpiryReminders';
import { LateNews } from './notifications/LateNews';
import { NotificationSender } from './notifications/NotificationSender';
import { CatalogOwners } from './owners/CatalogOwners';
import { SettingsHistory } from './owners/SettingsHistory';
import { DpuClusterAuthorizer } from './permissions/DpuClusterAuthorizer';
import { attributesOf } from './permissions/attributesOf';
import { PlatformReader } from './platform/PlatformReader';
import { SetupChecks } from './platform/SetupChecks';
import { registerPermissions } from './permissions/registerPermissions';
import { ClusterQuota } from './quota/ClusterQuota';
import { ClusterReservations } from './quota/ClusterReservations';
import { ClusterAssessments } from './reads/ClusterAssessments';
import { DpuClusterReader } from './reads/DpuClusterReader';
import { DpuReader } from './reads/DpuReader';
import { locateByRefText } from './reads/locate';
import { fullNetworksOf } from './reads/networksOf';
import { DpuClusterChanges } from './requests/DpuClusterChanges';
import { DpuClusterRequests } from './requests/DpuClusterRequests';
import { EndpointReservations } from './requests/EndpointReservations';
import { holdersOfOtherSites } from './requests/takenEndpoints';
import { createRouter } from './router/createRouter';
import { OpenApiOptions } from './router/openApiValidator';
import { PhaseTransitions } from './transitions/PhaseTransitions';
import { TransitionRecorder } from './transitions/TransitionRecorder';
import { UpgradeSnapshots } from './upgrades/UpgradeSnapshots';
import { UpgradeWatch } from './upgrades/UpgradeWatch';
import { UploadReaper } from './uploads/UploadReaper';

const SHUTDOWN_MS = 10_000;

/** The services and extensions that the plugin gets. */
export interface DpfBackendOptions {
  auditor: AuditorService;
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  config: RootConfigService;
  database: DatabaseService;
  discovery: DiscoveryService;
  events: EventsService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  lifecycle: LifecycleService;
  logger: LoggerService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  scheduler: SchedulerService;
  signals: SignalsService;
  userInfo: UserInfoService;
  locators: ManagementClusterLocator[];
  clock: Clock;
  /** Creates one hosted management cluster. Tests create a fake. */
  host(settings: ManagementClusterSettings): HostedManagementCluster;
  /** Options of the OpenAPI validator; tests validate responses too. */
  openApi?: OpenApiOptions;
}

/** Creates, starts and stops the parts of the plugin. */
export class DpfBackend {
  readonly #options: DpfBackendOptions;
  readonly #config: DpfConfig;
  readonly #database: PluginDatabase;
  readonly #transitions: PhaseTransitions;
  readonly #records: ClusterRecords;
  readonly #findingPeriods: FindingPeriods;
  readonly #historyRecorder: HistoryRecorder;
  readonly #ledger: CredentialLedger;
  readonly #quota: ClusterQuota;
  readonly #signalKeys: SignalKeys;
  readonly #settingsHistory: SettingsHistory;
  readonly #catalogOwners: CatalogOwners;
  readonly #managementClusters = new ManagementClusters();
  readonly #endpoints: EndpointReservations;
  readonly #upgradeSnapshots: UpgradeSnapshots;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** Reads the configuration and opens the database if it can be used. Throws when the configuration is wrong. */
  static async create(options: DpfBackendOptions): Promise<DpfBackend> {
    const { database, logger, clock } = options;
    const config = readDpfConfig(options.config);
    config.warnings.forEach(warning => logger.warn(warning));
    const opened = await PluginDatabase.open({ database, logger, clock });
    return new DpfBackend(
      options,
      config,
      opened,
      await SignalKeys.create({ knex: opened, logger }),
      await SettingsHistory.create({ knex: opened, logger }),
    );
  }

  private constructor(
    options: DpfBackendOptions,
    config: DpfConfig,
    database: PluginDatabase,
    signalKeys: SignalKeys,
    settingsHistory: SettingsHistory,
  ) {
    this.#options = options;
    this.#config = config;
    this.#database = database;
    this.#transitions = new PhaseTransitions(database);
    this.#records = new ClusterRecords(database);
    this.#findingPeriods = new FindingPeriods(database);
    this.#historyRecorder = new HistoryRecorder({
      records: this.#records,
      findings: this.#findingPeriods,
      clock: options.clock,
      logger: options.logger,
    });
    this.#ledger = new CredentialLedger(database, options.clock);
    this.#quota = new ClusterQuota(
      new ClusterReservations(database, options.clock),
    );
    this.#upgradeSnapshots = new UpgradeSnapshots(database);
    this.#signalKeys = signalKeys;
    this.#settingsHistory = settingsHistory;
    this.#catalogOwners = new CatalogOwners(options);
    const { clock, logger } = options;
    const managementClusters = this.#managementClusters;
    this.#endpoints = new EndpointReservations({
      managementClusters,
      clock,
      logger,
    });
  }

  /** Starts watching and serving. Does not wait for any management cluster. */
  async start(): Promise<void> {
    this.#serve();
    await this.#publishAndRecord();
    this.#host(
      this.#config.managementClusters.map(entry =>
        toSettings(entry, this.#options.config),
      ),
    );
    for (const locator of this.#options.locators) {
      this.#locate(locator);
    }
    this.#options.lifecycle.addShutdownHook(async () => {
      this.#stopped.abort();
      // Leases are released before the process ends. An unavailable server delays that only for a short time.
      const grace = new AbortController();
      await Promise.race([
        Promise.all(this.#running),
        this.#options.clock.sleep(SHUTDOWN_MS, grace.signal),
      ]);
      grace.abort();
    });
  }

  #serve(): void {
    const { permissions, permissionsRegistry, httpRouter } = this.#options;
    const { auditor, config, discovery, httpAuth, userInfo, clock, openApi } =
      this.#options;
    const managementClusters = this.#managementClusters;
    registerPermissions(permissionsRegistry, ref => {
      const found = locateByRefText(managementClusters, ref);
      return found && attributesOf(found.hosted.settings.name, found.cluster);
    });
    const authorizer = DpuClusterAuthorizer.create({
      permissions,
      permissionsRegistry,
    });
    const assessments = new ClusterAssessments({ clock });
    managementClusters.onAdded(hosted => {
      assessments.follow(hosted);
    });
    const reader = DpuClusterReader.create({
      managementClusters,
      authorizer,
      assessments,
      signalKeys: this.#signalKeys,
      entityNamespace: this.#config.entityNamespace,
      accessRoles: this.#config.kubeconfigs.roles,
      platformOwner: this.#config.platformOwner,
    });
    const credentials = new DpuClusterCredentials({
      config: this.#config.kubeconfigs,
      ledger: this.#ledger,
      authorizer,
      clock,
      logger: this.#options.logger,
    });
    const endpoints = this.#endpoints;
    managementClusters.onAdded(hosted => {
      hosted.addFindings(() => endpoints.findings(hosted));
      hosted.addFindings(() => fullNetworksOf(hosted, endpoints));
      hosted.addAddressHolders(address =>
        holdersOfOtherSites(address, hosted, managementClusters.list()),
      );
    });
    httpRouter.use(refuseOtherHosts(config, () => discovery.getBaseUrl('dpf')));
    httpRouter.use(
      createRouter({
        auditor,
        httpAuth,
        userInfo,
        clock,
        managementClusters,
        authorizer,
        reader,
        dpuReader: new DpuReader({ managementClusters, authorizer }),
        requests: DpuClusterRequests.create({
          managementClusters,
          authorizer,
          reader,
          endpoints,
          quota: this.#quota,
          clock,
        }),
        endpoints,
        changes: new DpuClusterChanges({
          authorizer,
          quota: this.#quota,
          clock,
        }),
        offeredEdits: new OfferedEdits({
          authorizer,
          rights: new PortalRights(clock),
        }),
        deletion: new DpuClusterDeletion({
          authorizer,
          credentials,
          recorder: this.#historyRecorder,
        }),
        histories: new ClusterHistories({
          transitions: this.#transitions,
          records: this.#records,
          findings: this.#findingPeriods,
          managementClusters,
          authorizer,
          clock,
        }),
        recorder: this.#historyRecorder,
        upgradeSnapshots: this.#upgradeSnapshots,
        credentials,
        credentialExport: new CredentialExport({
          ledger: this.#ledger,
          authorizer,
          managementClusters,
        }),
        platform: new PlatformReader({
          managementClusters,
          authorizer,
          runbookUrl: this.#config.platform.runbookUrl,
        }),
        setup: new SetupChecks({
          clock,
          keptMs: this.#config.platform.checksKeptMs,
        }),
        openApi,
      }),
    );
    httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
  }

  async #publishAndRecord(): Promise<void> {
    const { signals, events, logger, scheduler, clock } = this.#options;
    const publisher = new LivePublisher({
      signals,
      events,
      clock,
      logger,
      signalKeys: this.#signalKeys,
    });
    const { outbox } = this.#transitions;
    const { appBaseUrl, platformOwner } = this.#config;
    const settings = { appBaseUrl, platformOwner };
    const sender = new NotificationSender({
      outbox,
      notifications: this.#options.notifications,
      clock,
      logger,
    });
    const upgrades = new UpgradeWatch({
      snapshots: this.#upgradeSnapshots,
      clock,
      logger,
    });
    const recorder = new TransitionRecorder({
      transitions: this.#transitions,
      clock,
      logger,
      settings,
      onRecorded: () => sender.wake(),
      wasUpgraded: (name, at) => upgrades.wasUnderWay(name, at),
    });
    this.#database.onAvailable(() => {
      recorder.review();
      void this.#historyRecorder.look();
      void this.#settingsHistory.load();
    });
    this.#running.add(this.#database.run(this.#stopped.signal));
    this.#managementClusters.onAdded(hosted => {
      publisher.follow(hosted);
      recorder.follow(hosted);
      this.#historyRecorder.follow(hosted);
      upgrades.follow(hosted);
      this.#settingsHistory.follow(hosted);
    });
    this.#stopped.signal.addEventListener('abort', () => publisher.stop());
    await scheduler.scheduleTask({
      id: 'share-signal-secret',
      // Every replica uses the keys of the replica that started last.
      scope: 'local',
      initialDelay: { seconds: 10 },
      frequency: { seconds: 10 },
      timeout: { seconds: 30 },
      fn: () => this.#signalKeys.refresh(),
    });
    this.#running.add(
      new SignalHeartbeat({ signals, clock, logger }).run(this.#stopped.signal),
    );
    const blocked = new BlockedClusters({ outbox, clock, settings });
    const reminders = new ExpiryReminders({ outbox, clock, settings });
    const lateNews = new LateNews({
      transitions: this.#transitions,
      wasUpgraded: (name, at) => upgrades.wasUnderWay(name, at),
      clock,
      settings,
    });
    await scheduler.scheduleTask({
      id: 'watch-upgrades-of-dpf',
      // Every replica asks when upgrades ran. The DPUs before one are stored once.
      scope: 'local',
      initialDelay: { seconds: 5 },
      frequency: { seconds: 5 },
      timeout: { seconds: 30 },
      fn: () => upgrades.look(this.#managementClusters.list()),
    });
    await scheduler.scheduleTask({
      id: 'send-notifications',
      // Runs in every replica, because one may not reach a management cluster. The outbox keeps one notification for
      // all.
      scope: 'local',
      initialDelay: { seconds: 30 },
      frequency: { seconds: 30 },
      timeout: { minutes: 1 },
      fn: async () => {
        try {
          await blocked.look(this.#managementClusters.list());
          await reminders.look(this.#managementClusters.list());
          await lateNews.look(this.#managementClusters.list());
        } finally {
          sender.wake();
        }
      },
    });
    await scheduler.scheduleTask({
      id: 'look-up-owners',
      // Each replica computes findings.
      scope: 'local',
      initialDelay: { minutes: 1 },
      frequency: { minutes: 5 },
      timeout: { minutes: 1 },
      fn: () => this.#catalogOwners.look(),
    });
    await scheduler.scheduleTask({
      id: 'check-reservation-rights',
      // Each replica shows what it found.
      scope: 'local',
      initialDelay: { seconds: 20 },
      frequency: { minutes: 10 },
      timeout: { minutes: 1 },
      fn: () => this.#endpoints.checkRights(),
    });
    const reaper = new UploadReaper({ clock, logger });
    await scheduler.scheduleTask({
      id: 'tidy-kubeconfig-uploads',
      // Runs in every replica: it is safe to repeat, and one replica may not reach a management cluster.
      scope: 'local',
      initialDelay: { seconds: 15 },
      frequency: { minutes: 10 },
      timeout: { minutes: 5 },
      fn: async () => {
        for (const hosted of this.#managementClusters.list()) {
          await reaper.reap(hosted);
        }
      },
    });
    await scheduler.scheduleTask({
      id: 'record-history',
      // Runs in every replica, because one may not reach a management cluster. Each opening and closing is stored once.
      scope: 'local',
      initialDelay: { seconds: 10 },
      frequency: { seconds: 30 },
      timeout: { minutes: 1 },
      fn: () => this.#historyRecorder.look(),
    });
    await scheduler.scheduleTask({
      id: 'forget-history',
      // Runs in every replica: it is safe to repeat.
      scope: 'local',
      initialDelay: { minutes: 5 },
      frequency: { hours: 1 },
      timeout: { minutes: 10 },
      fn: () =>
        forgetHistory({
          transitions: this.#transitions,
          records: this.#records,
          findings: this.#findingPeriods,
          retentionDays: this.#config.retentionDays,
          clock,
        }),
    });
    const sweeper = new CredentialSweeper({
      ledger: this.#ledger,
      managementClusters: this.#managementClusters,
      retentionDays: this.#config.retentionDays,
      logger,
    });
    await scheduler.scheduleTask({
      id: 'remove-ended-credentials',
      // Runs in every replica: it is safe to repeat, and one replica may not reach a management cluster.
      scope: 'local',
      initialDelay: { seconds: 20 },
      frequency: { minutes: 5 },
      timeout: { minutes: 5 },
      fn: () => sweeper.sweep(),
    });
  }

  #host(all: ManagementClusterSettings[]): void {
    assertGuestsStayLocal(
      this.#options.config,
      all,
      this.#config.allowGuestsOnRemoteClusters,
    );
    for (const settings of all) {
      const cluster = this.#options.host(settings);
      cluster.connection.usePortalKnowledge({
        lastSettings: uid => this.#settingsHistory.of(uid),
        isInCatalog: owner => this.#catalogOwners.has(owner),
      });
      this.#managementClusters.add(cluster);
      this.#running.add(cluster.run(this.#stopped.signal));
    }
  }

  #locate(locator: ManagementClusterLocator): void {
    const found = locator.getManagementClusters();
    found
      .then(all => this.#host(all))
      .catch(error => {
        this.#options.logger.error(
          `A locator of management clusters failed: ${stringifyError(error)}`,
        );
      });
  }
}
