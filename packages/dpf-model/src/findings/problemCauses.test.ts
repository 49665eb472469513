import { Finding } from './Finding';
import { problemCauses, problemCounts } from './problemCauses';

function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    code: 'ApiNotAnswering',
    severity: 'error',
    blocking: false,
    sentence: 'It does not answer.',
    remedy: 'Look at it.',
    who: 'platform',
    ...overrides,
  };
}

function at(name: string, overrides: Partial<Finding> = {}) {
  return {
    managementCluster: 'site-a',
    cluster: { managementCluster: 'site-a', namespace: 'team-a', name },
    finding: finding(overrides),
  };
}

describe('problemCauses', () => {
  it('puts the clusters of one cause together, worst and most frequent first', () => {
    const causes = problemCauses([
      at('one', { code: 'AddressInUse', severity: 'warning' }),
      at('two'),
      at('three', { code: 'AddressInUse' }),
      at('four', { code: 'KubeconfigUnusable', who: 'owner' }),
      at('five'),
    ]);
    expect(
      causes.map(({ code, severity, clusterCount }) => [
        code,
        severity,
        clusterCount,
      ]),
    ).toEqual([
      ['AddressInUse', 'error', 2],
      ['ApiNotAnswering', 'error', 2],
      ['KubeconfigUnusable', 'error', 1],
    ]);
    expect(causes[0].places.map(({ cluster }) => cluster?.name)).toEqual([
      'three',
      'one',
    ]);
  });

  it('names what only follows from a cause beside it', () => {
    const effects = [
      finding({ code: 'DpusNotOperational' }),
      finding({ code: 'NodesUnreadable' }),
    ];
    expect(
      problemCauses([
        at('one', { effects }),
        at('two', { effects: effects.slice(1) }),
      ]),
    ).toMatchObject([
      { clusterCount: 2, effects: ['DpusNotOperational', 'NodesUnreadable'] },
    ]);
  });

  it('keeps apart what different people have to solve', () => {
    expect(
      problemCauses([at('one'), at('two', { who: 'owner' })]).map(
        ({ who }) => who,
      ),
    ).toEqual(['platform', 'owner']);
  });

  it('folds what a management cluster and its DPU clusters report alike', () => {
    const ofAll = {
      managementCluster: 'site-a',
      finding: finding({ code: 'DpfTooNew', since: '2026-11-24T10:00:00Z' }),
    };
    expect(problemCauses([ofAll, at('one', { code: 'DpfTooNew' })])).toEqual([
      {
        code: 'DpfTooNew',
        who: 'platform',
        severity: 'error',
        clusterCount: 1,
        places: [
          {
            managementCluster: 'site-a',
            severity: 'error',
            sentence: 'It does not answer.',
            remedy: 'Look at it.',
            since: '2026-11-24T10:00:00Z',
          },
          {
            managementCluster: 'site-a',
            cluster: {
              managementCluster: 'site-a',
              namespace: 'team-a',
              name: 'one',
            },
            severity: 'error',
            sentence: 'It does not answer.',
            remedy: 'Look at it.',
          },
        ],
      },
    ]);
  });

  it('counts all clusters and names at most 100', () => {
    const [cause] = problemCauses(
      Array.from({ length: 250 }, (_, nth) => at(`c${nth}`)),
    );
    expect(cause.clusterCount).toBe(250);
    expect(cause.places).toHaveLength(100);
  });

  it('leaves out what only tells what is going on', () => {
    const info = finding({ severity: 'info', who: 'nobody' });
    expect(problemCauses([at('one', info)])).toEqual([]);
    expect(
      problemCounts([
        info,
        finding(),
        finding({ severity: 'warning' }),
        finding({ who: 'owner' }),
      ]),
    ).toEqual({ owner: 1, platform: 2, nobody: 0 });
  });

  it('counts no acknowledged ones, which stay in their places', () => {
    const acknowledgement = {
      by: 'user:default/ann',
      at: '2026-11-24T10:00:00Z',
      until: '2026-11-27T10:00:00Z',
      note: 'Cables are ordered.',
    };
    const known = at('one', { acknowledgement });
    expect(problemCounts([known.finding]).platform).toBe(0);
    expect(problemCauses([known])).toMatchObject([
      { clusterCount: 1, places: [{ acknowledgement }] },
    ]);
  });
});
