import { ManagementCluster } from '@dpf-portal/dpf-model';

/** A management cluster with one network and one version. */
export function aManagementCluster(
  overrides: Partial<ManagementCluster> = {},
): ManagementCluster {
  return {
    name: 'local',
    title: 'Local',
    reachable: true,
    synced: true,
    capabilities: {
      apis: [
        {
          group: 'provisioning.dpu.nvidia.com',
          version: 'v1alpha1',
          specVersion: true,
          specVersionRequired: false,
          statusVersion: false,
          nodesCount: false,
          maxNodesLimit: 1000,
        },
      ],
      dpuGroups: [],
      kamaji: true,
    },
    policy: {
      namespace: 'team-a',
      version: 'v1.30.3',
      maxNodes: { default: 10, max: 100 },
    },
    networks: [aNetwork('lab')],
    ...overrides,
  };
}

/** A configured network. */
export function aNetwork(name: string) {
  return {
    name,
    interface: 'br-dpu',
    vipRanges: ['10.66.66.70-10.66.66.80'],
    virtualRouterIds: ['130-140'],
  };
}
