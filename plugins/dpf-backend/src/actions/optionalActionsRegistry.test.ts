import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { createSpecializedBackend } from '@backstage/backend-app-api';
import { mockServices } from '@backstage/backend-test-utils';
import { optionalActionsRegistry } from './optionalActionsRegistry';

it('should be Backstage’s registry where there is one', () => {
  expect(optionalActionsRegistry.id).toBe(actionsRegistryServiceRef.id);
});

it('should let a plugin start in a backend without a registry', async () => {
  const register = jest.fn();
  const backend = createSpecializedBackend({
    defaultServiceFactories: [
      mockServices.rootConfig.factory(),
      mockServices.rootLifecycle.factory(),
      mockServices.rootLogger.factory(),
      mockServices.lifecycle.factory(),
      mockServices.logger.factory(),
    ],
  });
  backend.add(
    createBackendPlugin({
      pluginId: 'test',
      register(env) {
        env.registerInit({
          deps: { registry: optionalActionsRegistry },
          async init({ registry }) {
            register(registry);
          },
        });
      },
    }),
  );
  await backend.start();
  expect(register).toHaveBeenCalledWith({ register: expect.any(Function) });
  await backend.stop();
});
