import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { ExamplePolicy } from './ExamplePolicy';

/**
 * Installs the example policy. A portal has only one policy, so this module replaces another one.
 *
 * @public
 */
export const permissionModuleDpf = createBackendModule({
  pluginId: 'permission',
  moduleId: 'dpf-example-policy',
  register(env) {
    env.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ policy, config }) {
        policy.setPolicy(
          new ExamplePolicy({
            // The group that the back end notifies, too.
            platformOwner:
              config.getOptionalString('dpf.platformOwner') ??
              config.getOptionalString('catalog.providers.dpf.defaultOwner'),
          }),
        );
      },
    });
  },
});
