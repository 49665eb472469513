import {
  aCluster,
  aControlPlane,
  aDpu,
  aWorld,
  keepalivedOn,
  Surroundings,
} from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { findingsOf } from './findingsOf';

const SINCE = '2026-11-24T14:00:05Z';
const deleting = aCluster({
  metadata: { deletionTimestamp: SINCE },
  status: { phase: 'Ready' },
});
const silent: Surroundings = {
  controlPlane: aControlPlane({
    kubernetesResources: { deployment: { replicas: 3, readyReplicas: 3 } },
  }),
  daemonSet: keepalivedOn(3),
  observation: { health: 'unhealthy', reason: 'Unreachable', since: SINCE },
};

function codes(around: Surroundings, cluster = deleting): string[] {
  return findingsOf(cluster, aWorld(around)).map(({ code }) => code);
}

describe('a cluster whose deletion is held', () => {
  it.each<[string, Surroundings, string]>([
    ['is dead', {}, 'AddressNotAnswering'],
    [
      'has no pod',
      {
        controlPlane: aControlPlane({
          kubernetesResources: { deployment: { replicas: 3 } },
        }),
      },
      'ApiNotAnswering',
    ],
    [
      'lost its Secret',
      { secret: { name: 'x', state: 'missing' } },
      'KubeconfigUnusable',
    ],
  ])('says that it %s besides what holds it', (_, around, code) => {
    const dpus = [aDpu('dpu-1')];
    const named = aCluster({
      ...deleting,
      spec: { kubeconfig: 'green-admin-kubeconfig' },
    });
    expect(codes({ ...silent, dpus, ...around }, named)).toEqual(
      expect.arrayContaining(['DeletionBlocked', code]),
    );
  });

  it('says so too while a finalizer of another controller holds it', () => {
    expect(codes({ ...silent, dpus: [] })).toContain('AddressNotAnswering');
  });

  it('says nothing of a control plane that is removed with it', () => {
    expect(codes({ ...silent, dpus: [], controlPlane: undefined })).toEqual([]);
  });

  it('tells of a lost control plane that DPUs still use', () => {
    const dpus = [aDpu('dpu-1')];
    expect(codes({ ...silent, dpus, controlPlane: undefined })).toEqual([
      'DeletionBlocked',
      'AddressNotAnswering',
    ]);
  });
});

it('a paused cluster is checked as any other', () => {
  const paused = aCluster({
    metadata: {
      annotations: { [DPF_ANNOTATIONS.pausedUntil]: '2026-11-24T15:00:00Z' },
    },
    status: { phase: 'Ready' },
  });
  expect(codes(silent, paused)).toContain('AddressNotAnswering');
});
