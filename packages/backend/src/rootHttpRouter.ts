import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { serveOwnHostsToGuests } from '@dpf-portal/backstage-plugin-dpf-backend';
import { errorsWithoutStack } from './errorsWithoutStack';

/**
 * Backstage's root HTTP router without stack traces. While guests may sign in, it answers only for the portal's own
 * hosts and for this machine.
 */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure: ({ app, server, config, applyDefaults }) => {
    serveOwnHostsToGuests({ app, server, config });
    app.use(errorsWithoutStack);
    applyDefaults();
  },
});
