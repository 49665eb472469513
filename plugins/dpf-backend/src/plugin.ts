import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type { ClusterManager } from '@dpf-portal/dpf-controllers';
import {
  ManagementClusterLocator,
  dpfClusterManagersExtensionPoint,
  dpfManagementClustersExtensionPoint,
} from '@dpf-portal/backstage-plugin-dpf-node';
import { plainTextLogger } from '@dpf-portal/dpf-model';
import { systemClock } from '@dpf-portal/kube-controller';
import { DpfBackend } from './DpfBackend';
import { optionalActionsRegistry } from './actions/optionalActionsRegistry';
import { HostedManagementCluster } from './managementClusters/HostedManagementCluster';

/**
 * Watches DPU clusters, hosts their reconcilers where enabled, and serves them to Backstage.
 *
 * @public
 */
export const dpfPlugin = createBackendPlugin({
  pluginId: 'dpf',
  register(env) {
    const managers = new Map<string, ClusterManager>();
    const locators: ManagementClusterLocator[] = [];

    env.registerExtensionPoint(dpfClusterManagersExtensionPoint, {
      addClusterManager(...added) {
        for (const manager of added) {
          if (managers.has(manager.type)) {
            throw new Error(
              `A cluster manager for type "${manager.type}" is registered already`,
            );
          }
          managers.set(manager.type, manager);
        }
      },
    });
    env.registerExtensionPoint(dpfManagementClustersExtensionPoint, {
      addManagementClusterLocator(...added) {
        locators.push(...added);
      },
    });

    env.registerInit({
      deps: {
        actionsRegistry: optionalActionsRegistry,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ metrics, ...services }) {
        const logger = plainTextLogger(services.logger);
        const backend = await DpfBackend.create({
          ...services,
          logger,
          locators,
          clock: systemClock,
          host: settings =>
            HostedManagementCluster.create({
              settings,
              managers: [...managers.values()],
              metrics,
              clock: systemClock,
              logger,
            }),
        });
        await backend.start();
      },
    });
  },
});
