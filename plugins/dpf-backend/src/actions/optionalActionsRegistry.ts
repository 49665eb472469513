import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import * as alpha from '@backstage/backend-plugin-api/alpha';

/**
 * Backstage's actions registry, or one that keeps nothing. The registry is alpha: a later Backstage may move it, and a
 * backend that is put together by hand may have none. The plugin starts then, and offers no actions.
 */
export const optionalActionsRegistry = createServiceRef<ActionsRegistryService>(
  {
    id: alpha.actionsRegistryServiceRef?.id ?? 'alpha.core.actionsRegistry',
    scope: 'plugin',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: {},
        factory: () => ({ register: () => undefined }),
      }),
  },
);
