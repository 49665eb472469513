import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';

/** The source state of a reachable, synced management cluster. */
export function aSource(overrides: Partial<SourceState> = {}): SourceState {
  return {
    managementCluster: 'local',
    synced: true,
    reachable: true,
    observedAt: '2026-11-24T10:00:00Z',
    ...overrides,
  };
}
