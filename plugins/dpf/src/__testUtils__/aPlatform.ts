import { PlatformOverview } from '@dpf-portal/backstage-plugin-dpf-common';
import { aSource } from './aSource';

const BLUE = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };

/** The platform's page with one problem of the cluster blue and one DPU without a cluster. */
export function aPlatform(
  overrides: Partial<PlatformOverview> = {},
): PlatformOverview {
  return {
    managementClusters: [
      {
        ...aSource(),
        title: 'Local',
        dpf: { readable: true, version: 'v26.4.0', targetVersion: 'v26.8.0' },
        roles: [
          {
            role: 'kamaji',
            mode: 'disabled',
            runBy: 'vendor',
            reason: 'DPF’s own controller holds the Lease.',
          },
          {
            role: 'static',
            mode: 'disabled',
            runBy: 'nobody',
            reason: 'Nobody holds the role’s Leases.',
          },
        ],
        clusterCount: 2,
        problems: { owner: 1, platform: 2, nobody: 0 },
      },
    ],
    problems: [
      {
        code: 'ApiNotAnswering',
        who: 'platform',
        severity: 'error',
        clusterCount: 1,
        effects: ['DpusNotOperational'],
        runbookUrl: 'https://docs.example.com/operate/#apinotanswering',
        places: [
          {
            managementCluster: 'local',
            cluster: BLUE,
            severity: 'error',
            sentence: 'The API server of blue does not answer.',
            remedy: 'Run: `kubectl -n team-a get pods`.',
          },
        ],
      },
    ],
    unassignedDpus: {
      total: 1,
      items: [
        {
          managementCluster: 'local',
          namespace: 'dpf-operator-system',
          name: 'dpu-1',
          host: 'host-17',
          device: '0000-3b-00',
          label: 'Initializing, 1 of 14',
          waitsFor: 'A DPU cluster: each that it selects is full',
          who: 'platform',
        },
      ],
      unknownOn: [],
    },
    ...overrides,
  };
}
