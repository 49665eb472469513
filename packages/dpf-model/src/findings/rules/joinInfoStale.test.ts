import { aCluster, aStaticCluster, aWorld } from '@dpf-portal/test-support';
import { JoinInfoObservation } from '../Observation';
import { findingsOf } from '../findingsOf';

const ready = { phase: 'Ready' } as const;
const found = (
  authority: 'same' | 'other',
  server: 'same' | 'other',
): JoinInfoObservation => ({ found: true, authority, server });

describe('JoinInfoStale', () => {
  const reported = (
    joinInfo: JoinInfoObservation | undefined,
    cluster = aCluster({ status: ready }),
    health: 'healthy' | 'unhealthy' = 'healthy',
  ) =>
    findingsOf(cluster, aWorld({ observation: { health, joinInfo } })).filter(
      ({ code }) => code === 'JoinInfoStale',
    );

  it.each([
    ['CA', found('other', 'same')],
    ['CA', found('other', 'other')],
    ['address', found('same', 'other')],
  ])('should say that cluster-info names the old %s', (what, joinInfo) => {
    expect(reported(joinInfo)).toEqual([
      {
        code: 'JoinInfoStale',
        severity: 'warning',
        blocking: false,
        sentence: `New DPUs cannot join: cluster-info still names the old ${what}. Joined DPUs are not affected.`,
        remedy:
          'Refresh the join information: delete the ConfigMap cluster-info in the cluster’s namespace kube-public; Kamaji recreates it. With the kubeconfig of the DPU cluster, run: `kubectl --kubeconfig FILE -n kube-public delete configmap cluster-info`.',
        who: 'platform',
        evidence: joinInfo,
      },
    ]);
  });

  it.each([undefined, { found: false } as const, found('same', 'same')])(
    'should say nothing of %j',
    joinInfo => {
      expect(reported(joinInfo)).toEqual([]);
    },
  );

  it('should leave a static cluster its own address, and not its old CA', () => {
    const cluster = aStaticCluster({ status: ready });
    expect(reported(found('same', 'other'), cluster)).toEqual([]);
    expect(reported(found('other', 'same'), cluster)[0].remedy).toContain(
      'or correct it',
    );
  });

  it('should say nothing while the API does not answer: that comes first', () => {
    expect(reported(found('other', 'same'), undefined, 'unhealthy')).toEqual(
      [],
    );
  });
});
