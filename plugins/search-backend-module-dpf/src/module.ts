import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import {
  DpfClient,
  readPortalPages,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuClusterPagePath } from '@dpf-portal/dpf-model';
import { DpuClusterCollatorFactory } from './DpuClusterCollatorFactory';
import { readSchedule } from './readSchedule';

/**
 * Adds DPU clusters to the index of the search.
 *
 * @public
 */
export const searchModuleDpf = createBackendModule({
  pluginId: 'search',
  moduleId: 'dpu-clusters',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        index: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, index, scheduler }) {
        const pages = readPortalPages(config);
        index.addCollator({
          schedule: scheduler.createScheduledTaskRunner(readSchedule(config)),
          factory: DpuClusterCollatorFactory.create({
            auth,
            dpf: new DpfClient({
              discoveryApi: discovery,
              fetchApi: { fetch },
            }),
            pagePathOf: ref => dpuClusterPagePath(ref, pages),
          }),
        });
      },
    });
  },
});
