import { recentChanges } from './recentChanges';

const AT = '2026-11-24T10:00:00Z';

describe('recentChanges', () => {
  it('is newest first, and keeps the order of the same second', () => {
    const changes = recentChanges({
      transitions: [
        { at: '2026-11-24T09:00:00Z', to: 'Pending' },
        { at: AT, to: 'Creating' },
        { at: AT, to: 'NotReady', sentence: 'No node has the VIP.' },
      ],
      conditions: [
        {
          type: 'KeepalivedReady',
          status: 'False',
          reason: 'X',
          message: 'No node.',
          lastTransitionTime: '2026-11-24T11:00:00Z',
        },
      ],
    });
    expect(changes.map(({ what, why }) => [what, why])).toEqual([
      ['KeepalivedReady is False', 'No node.'],
      ['Not ready', 'No node has the VIP.'],
      ['Creating', undefined],
      ['Pending', undefined],
    ]);
  });

  it('leaves out what is older, or has no time', () => {
    expect(
      recentChanges({
        transitions: [
          { at: '2026-11-20T09:00:00Z', to: 'Pending' },
          { at: AT, to: 'Ready' },
          { at: '', to: 'Ready' },
        ],
        conditions: [],
        since: Date.parse('2026-11-23T10:00:00Z'),
      }),
    ).toEqual([{ at: AT, what: 'Ready' }]);
  });
});
