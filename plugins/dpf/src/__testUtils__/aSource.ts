import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';

/** A management cluster that is seen well. */
export function aSource(overrides: Partial<SourceState> = {}): SourceState {
  return {
    managementCluster: 'local',
    synced: true,
    reachable: true,
    observedAt: '2026-11-24T10:00:00Z',
    ...overrides,
  };
}
