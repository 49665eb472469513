import { anApi, aCluster } from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS, DpuCluster } from '../cluster/DpuCluster';
import { Allocation, nextDpus } from './allocation';

const GROUP = DPU_CLUSTER_GROUPS.released;

function cluster(
  name: string,
  change: {
    maxNodes?: number;
    labels?: Record<string, string>;
    phase?: 'Ready' | 'Creating';
    deletionTimestamp?: string;
  } = {},
): DpuCluster {
  const { maxNodes = 10, labels, phase = 'Ready', deletionTimestamp } = change;
  return aCluster({
    metadata: { name, namespace: 't', labels, deletionTimestamp },
    spec: { maxNodes },
    status: { phase },
  });
}

function allocation(
  clusters: DpuCluster[],
  assigned: Record<string, number> = {},
  api: Parameters<typeof anApi>[0] = { specVersion: false, nodesCount: true },
): Allocation {
  return {
    capabilities: { apis: [anApi(api)], dpuGroups: [GROUP], kamaji: true },
    clusters,
    assignedTo: ({ metadata }) => assigned[metadata.name] ?? 0,
  };
}

const GOLD = { matchLabels: { tier: 'gold' } };

describe('nextDpus', () => {
  it('fills the fullest cluster that matches, is Ready and has room, then the next one', () => {
    const clusters = [
      cluster('a', { labels: { tier: 'gold' } }),
      cluster('b', { labels: { tier: 'gold' }, maxNodes: 4 }),
      cluster('c', { labels: { tier: 'gold' }, phase: 'Creating' }),
      cluster('d', {
        labels: { tier: 'gold' },
        deletionTimestamp: '2026-01-01T00:00:00Z',
      }),
      cluster('e'),
      cluster('f', { labels: { tier: 'gold' }, maxNodes: 2 }),
    ];
    const assigned = { a: 4, b: 2, c: 9, d: 9, e: 9, f: 2 };
    expect(nextDpus(10, GOLD, GROUP, allocation(clusters, assigned))).toEqual({
      steps: [
        { count: 2, clusters: ['t/b'] },
        { count: 6, clusters: ['t/a'] },
      ],
      unplaced: 2,
      sentence:
        '2 to t/b; 6 to t/a; the other 2: none, because t/a, t/b and 1 more are full.',
    });
  });

  it('names the clusters of a tie, which DPF decides at random', () => {
    const found = nextDpus(
      1,
      undefined,
      GROUP,
      allocation([cluster('b'), cluster('a')]),
    );
    expect(found.steps).toEqual([{ count: 1, clusters: ['t/a', 't/b'] }]);
    expect(found.sentence).toContain('DPF picks one at random');
  });

  it('says why none gets them', () => {
    const none = (clusters: DpuCluster[]) =>
      nextDpus(1, GOLD, GROUP, allocation(clusters)).sentence;
    expect(none([cluster('a')])).toBe(
      '1 DPU: none, because no DPU cluster has the labels that are selected.',
    );
    expect(
      none([cluster('a', { labels: { tier: 'gold' }, phase: 'Creating' })]),
    ).toBe('1 DPU: none, because t/a is not Ready.');
  });

  it('tries only the first cluster by name where DPF does', () => {
    const v24 = { specVersion: true, nodesCount: false };
    const clusters = [cluster('b'), cluster('a', { maxNodes: 1 })];
    expect(
      nextDpus(2, undefined, GROUP, allocation(clusters, { b: 5 }, v24)),
    ).toEqual({
      steps: [{ count: 1, clusters: ['t/a'] }],
      unplaced: 1,
      sentence: '1 to t/a; the other 1: none, because t/a is full.',
    });
  });

  it('counts up to the ceiling of the definition where a cluster has none', () => {
    const one = cluster('a');
    delete one.spec.maxNodes;
    const found = nextDpus(
      5,
      undefined,
      GROUP,
      allocation([one], { a: 7 }, { nodesCount: true, maxNodesDefault: 10 }),
    );
    expect(found).toMatchObject({
      steps: [{ count: 3, clusters: ['t/a'] }],
      unplaced: 2,
    });
  });
});
