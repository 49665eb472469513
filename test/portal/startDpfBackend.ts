import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import dpfPlugin from '@dpf-portal/backstage-plugin-dpf-backend';

type Features = NonNullable<Parameters<typeof startTestBackend>[0]>['features'];

/**
 * Starts the dpf back end in this process, with Backstage's test services and these features. Its `stop` also closes
 * the database. Backstage's does not (the shutdown of DatabaseManager throws before), and the timer of an open pool
 * prevents jest from ending.
 */
export async function startDpfBackend(
  features: Features = [],
  /** Further plugins among them that have a database. */
  plugins: readonly string[] = [],
): Promise<Pick<TestBackend, 'server' | 'stop'>> {
  const closeDatabases: Array<() => Promise<void>> = [];
  const databaseOf = (pluginId: string) =>
    createBackendModule({
      pluginId,
      moduleId: 'test-database',
      register(env) {
        env.registerInit({
          deps: { service: coreServices.database },
          async init({ service }) {
            const client = await service.getClient();
            closeDatabases.push(() => client.destroy());
          },
        });
      },
    });
  const backend = await startTestBackend({
    features: [dpfPlugin, ...['dpf', ...plugins].map(databaseOf), ...features],
  });
  return {
    server: backend.server,
    stop: async () => {
      await backend.stop();
      await Promise.all(closeDatabases.map(close => close()));
    },
  };
}
