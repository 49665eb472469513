import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { kubernetesClusterSupplierExtensionPoint } from '@backstage/plugin-kubernetes-node';
import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { plainTextLogger, withinSentence } from '@dpf-portal/dpf-model';
import { DpuClustersSupplier } from './DpuClustersSupplier';
import { OfferedClusters } from './OfferedClusters';

const REFRESH = {
  frequency: { seconds: 30 },
  timeout: { minutes: 2 },
  /** Each replica answers its own users, with tokens of its own. */
  scope: 'local' as const,
};

/**
 * Offers DPU clusters to the Kubernetes plugin, with short-lived credentials. Does nothing unless
 * `dpf.kubeconfigs.kubernetesPlugin.enabled` is set.
 *
 * @public
 */
export const kubernetesModuleDpf = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'dpu-clusters',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        clusters: kubernetesClusterSupplierExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, clusters, config, discovery, scheduler, ...deps }) {
        const logger = plainTextLogger(deps.logger);
        if (
          !config.getOptionalBoolean('dpf.kubeconfigs.kubernetesPlugin.enabled')
        ) {
          logger.info(
            'The Kubernetes plugin gets no DPU clusters: dpf.kubeconfigs.kubernetesPlugin.enabled is not set.',
          );
          return;
        }
        const dpf = new DpfClient({
          discoveryApi: discovery,
          fetchApi: { fetch },
        });
        const offered = new OfferedClusters({
          auth,
          dpf,
          logger,
          now: () => Date.now(),
        });
        clusters.addClusterSupplier(
          async ({ getDefault }) =>
            new DpuClustersSupplier({
              auth,
              dpf,
              logger,
              offered,
              // The default one demands the setting.
              others: config.has('kubernetes.clusterLocatorMethods')
                ? await getDefault()
                : undefined,
            }),
        );
        let failed: string | undefined;
        await scheduler.scheduleTask({
          ...REFRESH,
          id: 'dpu-clusters:refresh',
          fn: async signal => {
            try {
              await offered.refresh(signal);
              failed = undefined;
            } catch (error) {
              const failure = stringifyError(error);
              if (failure !== failed && !signal.aborted) {
                failed = failure;
                logger.info(
                  `The DPU clusters for the Kubernetes plugin cannot be read yet (${withinSentence(
                    failure,
                  )}). Trying again.`,
                );
              }
            }
          },
        });
      },
    });
  },
});
