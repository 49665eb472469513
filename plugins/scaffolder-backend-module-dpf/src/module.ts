import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  DpfClient,
  readPortalPages,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { createCheckKubeconfigAction } from './actions/checkKubeconfig';
import { createDpuClusterAction } from './actions/createDpuCluster';
import { createDpuClusterCredentialsAction } from './actions/dpuClusterCredentials';
import { createDpuClusterManifestAction } from './actions/dpuClusterManifest';
import { createDpuManifestAction } from './actions/dpuManifest';
import { plainTextAction } from './actions/plainTextAction';
import { createRetireDpuClusterAction } from './actions/retireDpuCluster';
import { createUpdateDpuClusterAction } from './actions/updateDpuCluster';
import { createWaitForDpuClusterAction } from './actions/waitForDpuCluster';

/**
 * Adds the actions `dpf:dpu-cluster:create`, `wait`, `update`, `retire`, `manifest`, `credentials` and `dpu-manifest`, and
 * `dpf:kubeconfig:check`.
 *
 * @public
 */
export const scaffolderModuleDpf = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'dpf',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, config, discovery }) {
        const dpf = new DpfClient({
          discoveryApi: discovery,
          fetchApi: { fetch },
        });
        const options = {
          auth,
          dpf,
          pages: readPortalPages(config),
          apiBaseUrl: () => discovery.getExternalBaseUrl('dpf'),
        };
        actions.addActions(
          plainTextAction(createDpuClusterAction(options)),
          plainTextAction(createWaitForDpuClusterAction(options)),
          plainTextAction(createUpdateDpuClusterAction(options)),
          plainTextAction(createRetireDpuClusterAction(options)),
          plainTextAction(createDpuClusterManifestAction(options)),
          plainTextAction(createDpuClusterCredentialsAction(options)),
          plainTextAction(createDpuManifestAction(options)),
          plainTextAction(createCheckKubeconfigAction(options)),
        );
      },
    });
  },
});
