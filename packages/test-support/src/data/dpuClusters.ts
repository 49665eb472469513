import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';

/** The guide's example of type kamaji. */
export function kamajiCluster(
  overrides: {
    name?: string;
    namespace?: string;
    group?: string;
    keepalived?: Partial<KeepalivedSpec>;
    metadata?: Partial<DpuCluster['metadata']>;
    spec?: Partial<DpuCluster['spec']>;
    status?: DpuCluster['status'];
  } = {},
): DpuCluster {
  const group = overrides.group ?? DPU_CLUSTER_GROUPS.guide;
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'DPUCluster',
    metadata: {
      name: overrides.name ?? 'test',
      namespace: overrides.namespace ?? 'team-a',
      ...overrides.metadata,
    },
    spec: {
      type: 'kamaji',
      maxNodes: 1000,
      version: 'v1.29.0',
      clusterEndpoint: {
        keepalived: {
          interface: 'br-dpu',
          vip: '10.66.66.66',
          virtualRouterID: 126,
          nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
          ...overrides.keepalived,
        },
      },
      ...overrides.spec,
    },
    status: overrides.status,
  };
}

/** The guide's example of type static. */
export function staticCluster(
  overrides: {
    name?: string;
    namespace?: string;
    group?: string;
    kubeconfig?: string;
  } = {},
): DpuCluster {
  const group = overrides.group ?? DPU_CLUSTER_GROUPS.guide;
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'DPUCluster',
    metadata: {
      name: overrides.name ?? 'test',
      namespace: overrides.namespace ?? 'team-b',
    },
    spec: {
      type: 'static',
      maxNodes: 1000,
      version: 'v1.29.0',
      kubeconfig: overrides.kubeconfig ?? 'my-admin-kubeconfig',
    },
  };
}
