import {
  BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { mockServices } from '@backstage/backend-test-utils';
import { describeWithPostgres } from '../../portal/describeWithPostgres';
import { PostgresServer } from '../../portal/PostgresServer';
import { startDpfBackend } from '../../portal/startDpfBackend';

const REPLICAS = 4;
// Whether they get into each other's way is a matter of milliseconds.
const EMPTY_DATABASES = 8;

/** Leaves the database as a newer release would that was killed at its start. */
const newerRelease = createBackendModule({
  pluginId: 'dpf',
  moduleId: 'newer-release',
  register(env) {
    env.registerInit({
      deps: { database: coreServices.database },
      async init({ database }) {
        const client = await database.getClient();
        await client('knex_migrations').insert({
          name: '20990101000000_future.js',
          batch: 9,
          migration_time: new Date(),
        });
        await client('knex_migrations').where('name', 'like', '%secret%').del();
        await client.schema.dropTable('signal_secret');
        await client.schema.alterTable('phase_transitions', table => {
          table.string('future').nullable();
        });
        await client('knex_migrations_lock').update({ is_locked: 1 });
      },
    });
  },
});

describeWithPostgres('The plugin in several back ends', programs => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await PostgresServer.start(programs);
  });
  afterAll(() => postgres?.stop());

  /** Succeeds if the plugin starts and uses the databases of this prefix. Resolves with its warnings. */
  async function startAndStop(
    prefix: string,
    features: readonly BackendFeature[] = [],
  ): Promise<string[]> {
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const backend = await startDpfBackend([
      ...features,
      logger.factory,
      databaseServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: 'http://127.0.0.1',
            database: {
              client: 'pg',
              connection: postgres.connectionString,
              prefix,
            },
          },
        },
      }),
    ]);
    await backend.stop();
    // Without its database, the plugin starts all the same and logs the reason.
    const [unusable] = logger.error.mock.calls
      .map(([message]) => message)
      .filter(message => message.includes('cannot be used'));
    if (unusable) {
      throw new Error(unusable);
    }
    return logger.warn.mock.calls.map(([message]) => message);
  }

  /** Starts several plugins at once on these databases. Returns the errors. */
  async function failuresOf(prefix: string): Promise<string[]> {
    const starts = await Promise.allSettled(
      Array.from({ length: REPLICAS }, () => startAndStop(prefix)),
    );
    return starts.flatMap(start =>
      start.status === 'rejected' ? [String(start.reason)] : [],
    );
  }

  it('starts on a database that a newer release has migrated', async () => {
    const prefix = 'newer_';
    await startAndStop(prefix);
    await startAndStop(prefix, [newerRelease]);
    expect(await failuresOf(prefix)).toEqual([]);
    expect(await startAndStop(prefix)).toEqual([
      expect.stringContaining('20990101000000_future.js'),
    ]);
  });

  it('starts on an empty database in all of them at once, and again on the filled one', async () => {
    for (let i = 0; i < EMPTY_DATABASES; i++) {
      const prefix = `portal_${i}_`;
      expect(await failuresOf(prefix)).toEqual([]);
      expect(await failuresOf(prefix)).toEqual([]);
    }
  });
});
