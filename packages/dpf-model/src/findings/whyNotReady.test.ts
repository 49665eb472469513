import { aCluster } from '@dpf-portal/test-support';
import { Finding } from './Finding';
import { whyNotReady } from './whyNotReady';

const notReady = aCluster({
  status: {
    phase: 'NotReady',
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'Unreachable',
        message: 'The connection was refused.',
        lastTransitionTime: '2026-11-24T14:00:10Z',
      },
    ],
  },
});

function finding(code: Finding['code'], sentence: string): Finding {
  const rest = { blocking: true, remedy: '', who: 'platform' } as const;
  return { code, severity: 'error', sentence, ...rest };
}

const OTHERS = [
  finding('DeletionBlocked', '2 DPUs still use it.'),
  finding('JoinInfoStale', 'New DPUs cannot join.'),
  finding('KubeconfigRotated', 'The kubeconfig was changed.'),
  finding('StatusOutdated', 'NotReady is out of date.'),
];

describe('why a cluster became NotReady', () => {
  it('is the finding that keeps it from Ready, not the worst one', () => {
    const cause = finding('AddressNotAnswering', 'No node has the VIP.');
    expect(whyNotReady(notReady, [...OTHERS, cause])).toBe(
      'No node has the VIP.',
    );
  });

  it('is what the condition says where no finding is the cause', () => {
    expect(whyNotReady(notReady, OTHERS)).toBe('The connection was refused.');
  });

  it('is the finding that a condition names', () => {
    const [ready] = notReady.status?.conditions ?? [];
    const taken = aCluster({
      status: {
        phase: 'NotReady',
        conditions: [{ ...ready, reason: 'TypeChanged', message: 'Old.' }],
      },
    });
    const cause = finding('TypeChanged', 'spec.type was changed.');
    expect(whyNotReady(taken, [...OTHERS, cause])).toBe(
      'spec.type was changed.',
    );
  });

  it('is unknown without conditions and without a cause', () => {
    const bare = aCluster({ status: { phase: 'NotReady' } });
    expect(whyNotReady(bare, OTHERS)).toBeUndefined();
  });
});
