import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import { KubeConfig } from '@kubernetes/client-node';

/** Settings of a management cluster that exists in memory only. */
export const TEST_SETTINGS: ManagementClusterSettings = {
  name: 'local',
  kubeConfig: new KubeConfig(),
  roles: { kamaji: 'disabled', static: 'disabled', provisioning: 'disabled' },
  tenantAccess: { mode: 'direct' },
  networks: [],
  policy: {
    namespace: 'dpf-clusters',
    version: 'v1.29.0',
    maxNodes: { default: 10, max: 100 },
  },
  uploadsNamespace: 'dpf-uploads',
};
