import {
  DPU_CLUSTER_GROUPS,
  DpfNetwork,
  DpuClusterApi,
  ManagementCluster,
} from '@dpf-portal/dpf-model';

export function aNetwork(override: Partial<DpfNetwork> = {}): DpfNetwork {
  return {
    name: 'lab',
    interface: 'br-dpu',
    vipRanges: ['10.66.66.66-10.66.66.70'],
    virtualRouterIds: ['126-130'],
    ...override,
  };
}

export function anApi(override: Partial<DpuClusterApi> = {}): DpuClusterApi {
  return {
    group: DPU_CLUSTER_GROUPS.released,
    version: 'v1alpha1',
    specVersion: true,
    specVersionRequired: false,
    statusVersion: false,
    nodesCount: false,
    maxNodesLimit: 1000,
    ...override,
  };
}

export function aManagementCluster(
  override: Partial<ManagementCluster> = {},
): ManagementCluster {
  return {
    name: 'lab',
    title: 'Lab',
    reachable: true,
    synced: true,
    capabilities: {
      apis: [anApi()],
      dpuGroups: [DPU_CLUSTER_GROUPS.released],
      kamaji: true,
    },
    policy: {
      namespace: 'dpu-clusters',
      namespaces: ['dpu-clusters', 'team-a', 'n'.repeat(63)],
      version: 'v1.30.2',
      maxNodes: { default: 10, max: 100 },
    },
    networks: [aNetwork()],
    ...override,
  };
}
