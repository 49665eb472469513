import { createBackendModule } from '@backstage/backend-plugin-api';
import { dpfClusterManagersExtensionPoint } from '@dpf-portal/backstage-plugin-dpf-node';
import { createClusterManagers } from './createClusterManagers';

/**
 * Lets the portal's own controllers manage simulated clusters.
 *
 * @public
 */
export const dpfModuleSimulated = createBackendModule({
  pluginId: 'dpf',
  moduleId: 'simulated',
  register(reg) {
    reg.registerInit({
      deps: { managers: dpfClusterManagersExtensionPoint },
      async init({ managers }) {
        managers.addClusterManager(...createClusterManagers());
      },
    });
  },
});
