import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouter } from './rootHttpRouter';

const backend = createBackend();

backend.add(rootHttpRouter);

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
// Without it the catalog does not know the kind Template.
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@dpf-portal/backstage-plugin-catalog-backend-module-dpf'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import('@dpf-portal/backstage-plugin-scaffolder-backend-module-dpf'),
);

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@dpf-portal/backstage-plugin-permission-backend-module-dpf'),
);

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));

backend.add(import('@dpf-portal/backstage-plugin-dpf-backend'));

backend.start().catch(error => {
  // Left alone, the process would go on, answer a liveness probe with 200 and be ready never: nobody would start it anew.
  process.stderr.write(`The back end did not start: ${error}\n`);
  process.exit(1);
});
