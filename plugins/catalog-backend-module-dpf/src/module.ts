import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { plainTextLogger } from '@dpf-portal/dpf-model';
import { readProviderConfig } from './config/readProviderConfig';
import { DpuClusterEntityProvider } from './provider/DpuClusterEntityProvider';
import { EntitySync } from './provider/EntitySync';
import {
  missingManagementClusterWarning,
  missingOwnerWarning,
  realSleep,
  watchForEntity,
} from './provider/watchForEntity';
import { DpfTemplateEntityProvider } from './templates/DpfTemplateEntityProvider';

/**
 * Adds the entities of DPU clusters and the software templates to the catalog.
 *
 * @public
 */
export const catalogModuleDpf = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'dpf',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, discovery, lifecycle } = deps;
        const logger = plainTextLogger(deps.logger);
        const config = readProviderConfig(deps.config);
        if (!config) {
          logger.info('No DPF management cluster is configured.');
          return;
        }
        const { defaultOwner, entityNamespace, kubernetesPlugin, schedule } =
          config;
        const stop = new AbortController();
        lifecycle.addShutdownHook(() => stop.abort());
        const dpf = new DpfClient({
          discoveryApi: discovery,
          fetchApi: { fetch },
        });

        deps.processing.addEntityProvider(
          DpfTemplateEntityProvider.create({
            owner: defaultOwner,
            enabled: config.templates,
            git: config.gitTemplates,
          }),
        );
        const watchFor = (entityRef: string, warning: string) =>
          lifecycle.addStartupHook(() => {
            // Not awaited, because it takes some minutes.
            watchForEntity({
              auth,
              catalog,
              entityRef,
              warning,
              logger,
              sleep: realSleep,
              signal: stop.signal,
            });
          });
        watchFor(defaultOwner, missingOwnerWarning(defaultOwner));
        for (const managementCluster of config.managementClusters) {
          const provider = DpuClusterEntityProvider.create({
            pages: config.pages,
            auth,
            catalog,
            defaultOwner,
            dpf,
            entityNamespace,
            kubernetesPlugin,
            logger,
            managementCluster,
          });
          deps.processing.addEntityProvider(provider);
          const sync = new EntitySync({
            provider,
            managementCluster: managementCluster.name,
            logger,
            sleep: realSleep,
            signal: stop.signal,
          });
          const { name, entityRef } = managementCluster;
          if (entityRef) {
            watchFor(
              entityRef,
              missingManagementClusterWarning({ name, entityRef }),
            );
          }
          await sync.listen(deps.events);
          lifecycle.addStartupHook(async () => {
            // Not awaited, so that the catalog starts without the dpf back end.
            sync.start();
            await sync.schedule(
              deps.scheduler.createScheduledTaskRunner(schedule),
            );
          });
        }
      },
    });
  },
});
