import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouter } from './rootHttpRouter';

const backend = createBackend();

backend.add(rootHttpRouter);

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
// Adds the kind Template to the catalog.
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

// Offers the actions of backend.actions.pluginSources to MCP clients.
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@dpf-portal/backstage-plugin-search-backend-module-dpf'));

if (process.env.DPF_KUBERNETES_PLUGIN === 'true') {
  backend.add(import('@backstage/plugin-kubernetes-backend'));
  backend.add(
    import('@dpf-portal/backstage-plugin-kubernetes-backend-module-dpf'),
  );
}

backend.start().catch(error => {
  // Otherwise the process would keep running with a passing liveness probe but never become ready, and not be
  // restarted.
  process.stderr.write(`The back end did not start: ${error}\n`);
  process.exit(1);
});
