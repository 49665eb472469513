import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { serveOwnHostsToGuests } from '@dpf-portal/backstage-plugin-dpf-backend';
import { errorsWithoutStack } from './errorsWithoutStack';

/**
 * Backstage's, which while guests may sign in answers only for the portal's own hosts and for this machine, and which
 * shows no stack trace.
 */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure: ({ app, server, config, applyDefaults }) => {
    serveOwnHostsToGuests({ app, server, config });
    app.use(errorsWithoutStack);
    applyDefaults();
  },
});
