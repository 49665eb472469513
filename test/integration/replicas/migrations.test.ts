import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { mockServices } from '@backstage/backend-test-utils';
import { describeWithPostgres } from '../../portal/describeWithPostgres';
import { PostgresServer } from '../../portal/PostgresServer';
import { startDpfBackend } from '../../portal/startDpfBackend';

const REPLICAS = 4;
// Whether they get into each other's way is a matter of milliseconds.
const EMPTY_DATABASES = 8;

describeWithPostgres('The plugin in several back ends', programs => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await PostgresServer.start(programs);
  });
  afterAll(() => postgres?.stop());

  /** Succeeds if the plugin starts with the databases of this prefix. */
  async function startAndStop(prefix: string): Promise<void> {
    const backend = await startDpfBackend([
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

  it('starts on an empty database in all of them at once, and again on the filled one', async () => {
    for (let i = 0; i < EMPTY_DATABASES; i++) {
      const prefix = `portal_${i}_`;
      expect(await failuresOf(prefix)).toEqual([]);
      expect(await failuresOf(prefix)).toEqual([]);
    }
  });
});
