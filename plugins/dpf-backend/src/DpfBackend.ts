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
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  ManagementClusterLocator,
  ManagementClusterSettings,
} from '@dpf-portal/backstage-plugin-dpf-node';
import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock } from '@dpf-portal/kube-controller';
import { registerActions } from './actions/registerActions';
import { DpfConfig } from './config/DpfConfig';
import { assertGuestsStayLocal } from './config/assertGuestsStayLocal';
import { readDpfConfig } from './config/readDpfConfig';
import { StoredData, openStoredData } from './database/StoredData';
import { refuseOtherHosts } from './guests/guestHosts';
import { HistoryRecorder } from './history/HistoryRecorder';
import { LivePublisher } from './live/LivePublisher';
import { SignalHeartbeat } from './live/SignalHeartbeat';
import { HostedManagementCluster } from './managementClusters/HostedManagementCluster';
import { ManagementClusters } from './managementClusters/ManagementClusters';
import { toSettings } from './managementClusters/toSettings';
import { ClusterNews } from './notifications/ClusterNews';
import { CatalogOwners } from './owners/CatalogOwners';
import { fullNetworksOf } from './reads/networksOf';
import { regularTasks } from './regularTasks';
import { EndpointReservations } from './requests/EndpointReservations';
import {
  addressesOfOtherSites,
  holdersOfOtherSites,
} from './requests/takenEndpoints';
import { createRouter } from './router/createRouter';
import { createRouterContext } from './router/createRouterContext';
import { OpenApiHandlers } from './router/openApiValidator';
import { UpgradeWatch } from './upgrades/UpgradeWatch';

const SHUTDOWN_MS = 10_000;

/** The services and extensions that the plugin gets. */
export interface DpfBackendOptions {
  actionsRegistry: ActionsRegistryService;
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
  /** Checks requests; tests have one that checks responses, too. */
  openApi?: OpenApiHandlers;
}

/** Creates, starts and stops the parts of the plugin. */
export class DpfBackend {
  readonly #options: DpfBackendOptions;
  readonly #config: DpfConfig;
  readonly #stored: StoredData;
  readonly #historyRecorder: HistoryRecorder;
  readonly #catalogOwners: CatalogOwners;
  readonly #managementClusters = new ManagementClusters();
  readonly #endpoints: EndpointReservations;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** Reads the configuration and opens the database if it can be used. Throws when the configuration is wrong. */
  static async create(options: DpfBackendOptions): Promise<DpfBackend> {
    const config = readDpfConfig(options.config);
    config.warnings.forEach(warning => options.logger.warn(warning));
    return new DpfBackend(options, config, await openStoredData(options));
  }

  private constructor(
    options: DpfBackendOptions,
    config: DpfConfig,
    stored: StoredData,
  ) {
    const { clock, logger } = options;
    this.#options = options;
    this.#config = config;
    this.#stored = stored;
    this.#historyRecorder = new HistoryRecorder({
      records: stored.records,
      findings: stored.findings,
      clock,
      logger,
    });
    this.#catalogOwners = new CatalogOwners(options);
    this.#endpoints = new EndpointReservations({
      managementClusters: this.#managementClusters,
      clock,
      logger,
    });
  }

  /** Starts watching and serving. Does not wait for any management cluster. */
  async start(): Promise<void> {
    this.#serve();
    this.#offerActions();
    this.#addFindings();
    this.#publish();
    await this.#record();
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

  /** Answers the REST API. */
  #serve(): void {
    const { httpRouter, config, discovery } = this.#options;
    httpRouter.use(refuseOtherHosts(config, () => discovery.getBaseUrl('dpf')));
    httpRouter.use(
      createRouter(
        createRouterContext({
          ...this.#options,
          config: this.#config,
          stored: this.#stored,
          managementClusters: this.#managementClusters,
          endpoints: this.#endpoints,
          recorder: this.#historyRecorder,
        }),
      ),
    );
    httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
  }

  /** Offers actions to MCP clients and the command line. */
  #offerActions(): void {
    const { actionsRegistry, discovery } = this.#options;
    registerActions(
      {
        ...this.#options,
        registry: actionsRegistry,
        dpf: new DpfClient({ discoveryApi: discovery, fetchApi: { fetch } }),
        pages: this.#config.pages,
      },
      { writes: this.#config.writingActions },
    );
  }

  /** Adds what only the portal knows to the findings of each management cluster. */
  #addFindings(): void {
    const endpoints = this.#endpoints;
    this.#managementClusters.onAdded(hosted => {
      hosted.addFindings(() => endpoints.findings(hosted));
      hosted.useAcknowledgements(uid =>
        this.#stored.acknowledgements.of(hosted.settings.name, uid),
      );
      hosted.addFindings(() => fullNetworksOf(hosted, endpoints));
      hosted.useOtherSites({
        holders: address =>
          holdersOfOtherSites(address, hosted, this.#managementClusters.list()),
        table: () =>
          addressesOfOtherSites(hosted, this.#managementClusters.list()),
      });
      hosted.connection.onChange(({ cause }) => {
        if (cause !== 'observation') {
          this.#managementClusters
            .list()
            .filter(other => other !== hosted)
            .forEach(other => other.otherSitesChanged());
        }
      });
    });
  }

  /** Sends signals of changes to open pages. */
  #publish(): void {
    const { signals, clock, logger } = this.#options;
    const publisher = new LivePublisher({
      ...this.#options,
      signalKeys: this.#stored.signalKeys,
    });
    this.#managementClusters.onAdded(hosted => {
      publisher.follow(hosted);
    });
    this.#stopped.signal.addEventListener('abort', () => publisher.stop());
    this.#running.add(
      new SignalHeartbeat({ signals, clock, logger }).run(this.#stopped.signal),
    );
  }

  /** Writes down what happens to clusters, tells users of it, and starts the regular tasks. */
  async #record(): Promise<void> {
    const { scheduler, notifications, clock, logger } = this.#options;
    const { pages, platformOwner, retentionDays } = this.#config;
    const { database, upgradeSnapshots, settingsHistory } = this.#stored;
    const recorder = this.#historyRecorder;
    const upgrades = new UpgradeWatch({
      snapshots: upgradeSnapshots,
      clock,
      logger,
    });
    const news = new ClusterNews({
      ...this.#stored,
      upgrades,
      notifications,
      clock,
      logger,
      settings: { pages, platformOwner },
    });
    database.onAvailable(() => {
      news.review();
      void recorder.look();
      void settingsHistory.load();
    });
    this.#running.add(database.run(this.#stopped.signal));
    this.#managementClusters.onAdded(hosted => {
      news.follow(hosted);
      recorder.follow(hosted);
      upgrades.follow(hosted);
      settingsHistory.follow(hosted);
    });
    const tasks = regularTasks({
      clock,
      logger,
      retentionDays,
      stored: this.#stored,
      managementClusters: this.#managementClusters,
      catalogOwners: this.#catalogOwners,
      endpoints: this.#endpoints,
      recorder,
      upgrades,
      news,
    });
    for (const task of tasks) {
      await scheduler.scheduleTask(task);
    }
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
        lastSettings: uid => this.#stored.settingsHistory.of(uid),
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
