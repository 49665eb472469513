import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const searchModuleDpf = createBackendModule({
  pluginId: 'search',
  moduleId: 'dpu-clusters',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
