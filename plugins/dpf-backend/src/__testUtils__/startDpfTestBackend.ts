import {
  DatabaseService,
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { JsonObject } from '@backstage/types';
import { Clock, systemClock } from '@dpf-portal/kube-controller';
import { DpfBackend } from '../DpfBackend';
import { AnswerCheck } from './AnswerCheck';
import { FakeManagementCluster } from './FakeManagementCluster';
import { ServedOptions, startServer } from './startServer';

/** One management cluster with a network of two addresses. */
export const TEST_MANAGEMENT_CLUSTER = {
  name: 'local',
  connection: {
    server: 'https://127.0.0.1:6443',
    serviceAccountToken: 'unused',
  },
  networks: [
    {
      name: 'lab',
      interface: 'br-dpu',
      vipRanges: ['10.66.66.70-10.66.66.71'],
      virtualRouterIds: ['100-110'],
    },
  ],
  policy: {
    namespace: 'dpf-clusters',
    version: 'v1.29.0',
    maxNodes: { default: 10, max: 100 },
    expiryDays: { dev: 30 },
  },
  uploads: { namespace: 'dpf-uploads' },
};

/**
 * Starts the plugin on fake management clusters, with the test services of Backstage. Its `stop` throws when an answer of
 * the REST API was not as `openapi.yaml` describes it.
 */
export async function startDpfTestBackend(
  options: {
    clock?: Clock;
    managementClusters?: JsonObject[];
    /** What is there on each of them, or on the one of this name. */
    served?: ServedOptions | ((name: string) => ServedOptions);
    /** Answers of the permission policy; ALLOW when left out. */
    permissions?: ReturnType<typeof mockServices.permissions.mock>;
    /** Of every user, or of each. */
    ownershipEntityRefs?: string[] | ((userEntityRef: string) => string[]);
    /** `dpf.kubeconfigs`. */
    kubeconfigs?: JsonObject;
    /** `dpf.platform`. */
    platform?: JsonObject;
    /** Configuration outside of `dpf`. */
    config?: JsonObject;
    /** Default: an empty one in memory. The caller closes another one. */
    database?: DatabaseService;
    /** How other plugins address this one. */
    baseUrl?: string;
  } = {},
) {
  const managementClusters = options.managementClusters ?? [
    TEST_MANAGEMENT_CLUSTER,
  ];
  const servers = await Promise.all(
    managementClusters.map(({ name }) =>
      startServer(
        typeof options.served === 'function'
          ? options.served(String(name))
          : options.served,
      ),
    ),
  );
  const fakes: FakeManagementCluster[] = [];
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const auditEvent = {
    success: jest.fn().mockResolvedValue(undefined),
    fail: jest.fn().mockResolvedValue(undefined),
  };
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn().mockResolvedValue(auditEvent),
  });
  const notifications = { send: jest.fn().mockResolvedValue(undefined) };
  /** A catalog that has nothing to say. */
  const getEntitiesByRefs = jest.fn().mockRejectedValue(new Error('away'));
  const signals = { publish: jest.fn().mockResolvedValue(undefined) };
  const permissions =
    options.permissions ??
    mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      authorizeConditional: async requests =>
        requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    });

  const answers = new AnswerCheck();
  // Backstage's shutdown leaves it open, and with it a timer that keeps a test process alive.
  let closeDatabase = async () => {};
  let database: DatabaseService | undefined;
  let runTask = async (id: string): Promise<void> => {
    throw new Error(`The back end has not started: ${id}`);
  };
  const plugin = createBackendPlugin({
    pluginId: 'dpf',
    register(env) {
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          config: coreServices.rootConfig,
          database: coreServices.database,
          discovery: coreServices.discovery,
          events: eventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          scheduler: coreServices.scheduler,
          signals: signalsServiceRef,
          userInfo: coreServices.userInfo,
        },
        async init(services) {
          const source = options.database ?? services.database;
          database = source;
          runTask = id => services.scheduler.triggerTask(id);
          if (!options.database) {
            const client = await source.getClient();
            closeDatabase = () => client.destroy();
          }
          const backend = await DpfBackend.create({
            ...services,
            actionsRegistry: { register: () => undefined },
            database: source,
            catalog: { getEntitiesByRefs },
            notifications,
            locators: [],
            clock: options.clock ?? systemClock,
            openApi: answers.handlers,
            host: settings => {
              const server = servers[fakes.length];
              const fake = new FakeManagementCluster(server, settings, logger);
              fakes.push(fake);
              return fake;
            },
          });
          await backend.start();
        },
      });
    },
  });

  const started = await startTestBackend({
    features: [
      plugin,
      mockServices.rootConfig.factory({
        data: {
          ...options.config,
          dpf: {
            managementClusters,
            ...(options.kubeconfigs && { kubeconfigs: options.kubeconfigs }),
            ...(options.platform && { platform: options.platform }),
          },
        },
      }),
      logger.factory,
      auditor.factory,
      permissions.factory,
      mockServices.userInfo.mock({
        getUserInfo: async credentials => {
          const userEntityRef = String(
            (credentials.principal as { userEntityRef?: string }).userEntityRef,
          );
          const { ownershipEntityRefs: refs } = options;
          return {
            userEntityRef,
            ownershipEntityRefs:
              typeof refs === 'function'
                ? refs(userEntityRef)
                : refs ?? ['user:default/mock', 'group:default/team-a'],
          };
        },
      }).factory,
      ...(options.baseUrl
        ? [
            mockServices.discovery.mock({
              getBaseUrl: async () => options.baseUrl ?? '',
            }).factory,
          ]
        : []),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => signals,
      }),
    ],
  });
  await Promise.all(fakes.map(fake => fake.synced()));
  return {
    server: started.server,
    stop: async () => {
      await started.stop();
      await Promise.all(fakes.map(fake => fake.stop()));
      await closeDatabase();
      answers.assertAllDescribed();
    },
    fakes,
    fake: fakes[0],
    logger,
    auditor,
    auditEvent,
    /** Every row of a table. */
    rows: async (table: string): Promise<object[]> => {
      const knex = await database?.getClient();
      return knex?.(table) ?? [];
    },
    /** Runs a regular task now; resolves when it has ended. */
    runTask: (id: string) => runTask(id),
    signals,
    notifications,
    getEntitiesByRefs,
  };
}
