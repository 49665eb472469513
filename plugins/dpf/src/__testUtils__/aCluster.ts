import { DpuClusterListItem } from '@dpf-portal/backstage-plugin-dpf-common';

/** A Ready kamaji cluster without DPUs. */
export function aCluster(
  overrides: Partial<DpuClusterListItem> = {},
): DpuClusterListItem {
  const name = overrides.name ?? 'blue';
  return {
    ref: `local/team-a/${name}`,
    managementCluster: 'local',
    namespace: 'team-a',
    name,
    group: 'provisioning.dpu.nvidia.com',
    uid: `uid-${name}`,
    resourceVersion: '1',
    type: 'kamaji',
    phase: 'Ready',
    phaseSince: '2026-11-24T10:00:00Z',
    createdAt: '2026-11-24T09:59:00Z',
    maxNodes: 10,
    owner: 'group:default/team-a',
    dpus: { assigned: 0, joined: 0, operational: 0 },
    endpoint: {
      server: 'https://10.66.66.71:31443',
      vip: '10.66.66.71',
      virtualRouterID: 131,
    },
    kubeconfigSecret: `${name}-admin-kubeconfig`,
    conditions: [],
    findings: [],
    managedBy: 'this portal',
    entityRef: `resource:default/local.team-a.${name}`,
    signalKey: `epoch.${name}`,
    ...overrides,
  };
}
