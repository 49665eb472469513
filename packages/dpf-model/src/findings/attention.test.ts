import { aCluster } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  attentionOf,
  findingsToActOn,
  lastChangeOf,
  worstProblem,
} from './attention';
import { Finding } from './Finding';

const OWNED = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };

function cluster(
  phase: NonNullable<DpuCluster['status']>['phase'],
  metadata: Partial<DpuCluster['metadata']> = {},
): DpuCluster {
  const made = aCluster({ status: { phase } });
  return {
    ...made,
    metadata: { ...made.metadata, annotations: OWNED, ...metadata },
  };
}

function finding(overrides: Partial<Finding>): Finding {
  return {
    code: 'ApiNotAnswering',
    severity: 'error',
    blocking: false,
    sentence: 'The API server does not answer.',
    remedy: '',
    who: 'platform',
    ...overrides,
  };
}

describe('what a cluster needs', () => {
  const advice = finding({ severity: 'info', who: 'owner' });
  const ofOwner = finding({ severity: 'warning', who: 'owner' });
  const ofPlatform = finding({ severity: 'error', who: 'platform' });
  const ofNobody = finding({ severity: 'warning', who: 'nobody' });
  const upgrading = finding({
    code: 'ControlPlaneUpgrading',
    severity: 'info',
    who: 'nobody',
  });

  it.each([
    ['nothing when it is Ready', cluster('Ready'), [], []],
    ['nothing when there is only advice', cluster('Ready'), [advice], []],
    ['its owner', cluster('Ready'), [ofOwner], ['owner']],
    ['the platform team', cluster('Creating'), [ofPlatform], ['platform']],
    ['both', cluster('Ready'), [ofPlatform, ofOwner], ['owner', 'platform']],
    ['time while it is created', cluster('Creating'), [], ['progress']],
    ['time before it is started', cluster(undefined), [], ['progress']],
    [
      'time while it is upgraded',
      cluster('NotReady'),
      [upgrading],
      ['progress'],
    ],
    [
      'time while it is repaired',
      cluster('NotReady'),
      [ofNobody],
      ['progress'],
    ],
    [
      'time while it is retired',
      cluster('NotReady', { deletionTimestamp: '2026-11-24T10:00:00Z' }),
      [],
      ['progress'],
    ],
    [
      'the platform team where it has no owner',
      cluster('Ready', { annotations: {} }),
      [ofOwner],
      ['platform'],
    ],
    [
      'the platform team where nobody knows why it is not ready',
      cluster('NotReady'),
      [advice],
      ['platform'],
    ],
  ])('is %s', (_, made, findings, needs) => {
    expect(attentionOf(made, findings).needs).toEqual(needs);
  });

  it('has a sentence for each broken cluster', () => {
    const { problems } = attentionOf(cluster('Failed'), []);
    expect(problems).toEqual([
      {
        severity: 'error',
        sentence:
          'The cluster is not ready, and no controller reports a reason.',
        who: 'platform',
      },
    ]);
  });

  it('shows the worst problem, or the worst of those that somebody solves', () => {
    const attention = attentionOf(cluster('Ready'), [ofPlatform, ofOwner]);
    expect(worstProblem(attention)?.who).toBe('platform');
    expect(worstProblem(attention, 'owner')?.severity).toBe('warning');
    expect(worstProblem(attention, 'nobody')).toBeUndefined();
  });

  it('is worse for what somebody has to solve, then for errors, for what blocks, and by phase', () => {
    const blocking = finding({ blocking: true });
    const order = [
      attentionOf(cluster('NotReady'), [blocking]),
      attentionOf(cluster('Ready'), [blocking]),
      attentionOf(cluster('NotReady'), [ofPlatform]),
      attentionOf(cluster('NotReady'), [ofOwner]),
      attentionOf(cluster('Ready'), [ofOwner]),
      attentionOf(cluster('NotReady'), [ofNobody]),
      attentionOf(cluster('Creating'), []),
      attentionOf(cluster('Ready'), [advice]),
    ].map(({ rank }) => rank);
    expect(order).toEqual([...order].sort());
    expect(new Set(order).size).toBe(order.length);
  });
});

describe('the last change of a cluster', () => {
  it('is the newest of its creation, its conditions and its problems', () => {
    const made = cluster('Ready', {
      creationTimestamp: '2026-11-24T10:00:00Z',
    });
    expect(lastChangeOf(made, [])).toBe('2026-11-24T10:00:00.000Z');
    const conditions = [
      {
        type: 'Ready',
        status: 'True' as const,
        reason: '',
        message: '',
        lastTransitionTime: '2026-11-24T12:00:00+01:00',
      },
    ];
    const changed = { ...made, status: { conditions } };
    expect(lastChangeOf(changed, [])).toBe('2026-11-24T11:00:00.000Z');
    const since = '2026-11-24T11:30:00Z';
    expect(lastChangeOf(changed, [finding({ since })])).toBe(
      '2026-11-24T11:30:00.000Z',
    );
    expect(lastChangeOf(changed, [finding({ since, severity: 'info' })])).toBe(
      '2026-11-24T11:00:00.000Z',
    );
  });

  it('leaves out a time that is none', () => {
    const made = cluster('Ready', { creationTimestamp: 'yesterday' });
    expect(lastChangeOf(made, [finding({ since: 'soon' })])).toBe('yesterday');
  });
});

describe('an acknowledged finding', () => {
  const acknowledgement = {
    by: 'user:default/ann',
    at: '2026-11-24T10:00:00Z',
    until: '2026-11-27T10:00:00Z',
    note: 'Cables are ordered.',
  };
  const known = finding({ acknowledgement });

  it('needs nobody, is no progress, and is still the problem', () => {
    const attention = attentionOf(cluster('NotReady'), [known]);
    expect(attention.needs).toEqual([]);
    expect(attention.problems).toMatchObject([
      { code: 'ApiNotAnswering', acknowledged: true },
    ]);
    expect(worstProblem(attention)).toMatchObject({ acknowledged: true });
  });

  it('stands behind one that somebody has to act on', () => {
    const open = finding({ code: 'DpusFailed', severity: 'warning' });
    const attention = attentionOf(cluster('Ready'), [known, open]);
    expect(attention.needs).toEqual(['platform']);
    expect(worstProblem(attention, 'platform')?.code).toBe('DpusFailed');
    const without = attentionOf(cluster('Ready'), [known]);
    expect(attention.rank < without.rank).toBe(true);
  });
});

describe('the findings to act on', () => {
  const each = (['owner', 'platform', 'nobody'] as const).flatMap(who =>
    (['info', 'warning', 'error'] as const).map(severity =>
      finding({ who, severity }),
    ),
  );

  it.each([
    ['with an owner', 'group:default/team-a'],
    ['without an owner', undefined],
  ])('are those that a list calls somebody for, %s', (_, owner) => {
    const annotations = owner ? OWNED : {};
    for (const one of each) {
      const listed = attentionOf(cluster('Ready', { annotations }), [one]);
      expect(findingsToActOn([one], owner).map(({ who }) => who)).toEqual(
        listed.needs.filter(need => need !== 'progress'),
      );
    }
  });
});
