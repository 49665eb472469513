import { DpuView } from '@dpf-portal/backstage-plugin-dpf-common';

/** An operational DPU of cluster `blue`, made by a DPUSet. */
export function aDpu(overrides: Partial<DpuView> = {}): DpuView {
  const name = overrides.name ?? 'w1-dpu0';
  return {
    managementCluster: 'local',
    namespace: 'dpf-operator-system',
    name,
    uid: `uid-${name}`,
    host: 'w1',
    device: 'dpu0',
    serialNumber: `SN-${name}`,
    state: 'operational',
    label: 'Operational',
    since: '2026-11-24T10:00:00Z',
    cluster: {
      namespace: 'team-a',
      name: 'blue',
      ref: { managementCluster: 'local', namespace: 'team-a', name: 'blue' },
    },
    joined: true,
    origin: {
      kind: 'DPUSet',
      namespace: 'dpf-operator-system',
      name: 'rack-1',
    },
    bfb: 'bfb-2',
    dpuFlavor: 'hbn',
    outdated: [],
    ...overrides,
  };
}
