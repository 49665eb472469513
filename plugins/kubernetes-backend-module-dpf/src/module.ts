import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const kubernetesModuleDpf = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'dpu-clusters',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
