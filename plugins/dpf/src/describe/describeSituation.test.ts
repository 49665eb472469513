import { aCluster } from '../__testUtils__/aCluster';
import { describeDpus } from './describeFields';
import { describeSituation } from './describeSituation';

describe('describeSituation', () => {
  it('calls Ready without DPUs an empty control plane', () => {
    expect(describeSituation(aCluster()).sentence).toMatch(/still empty/);
  });

  it('lets the worst finding speak and says who must act', () => {
    const cluster = aCluster({
      phase: 'NotReady',
      findings: [
        {
          code: 'ApiNotAnswering',
          severity: 'error',
          blocking: false,
          sentence: 'Two checks failed.',
          remedy: 'Look.',
          who: 'platform',
        },
      ],
    });
    expect(describeSituation(cluster)).toEqual({
      sentence: 'Two checks failed.',
      who: 'platform',
    });
  });

  it('falls back to the condition that is not True', () => {
    const cluster = aCluster({
      phase: 'NotReady',
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'HealthCheckFailed',
          message: 'The API server does not answer.',
          lastTransitionTime: '2026-11-24T10:00:00Z',
        },
      ],
    });
    expect(describeSituation(cluster).sentence).toBe(
      'The API server does not answer.',
    );
  });
});

describe('describeDpus', () => {
  it('never says 0 for what is not known', () => {
    expect(describeDpus(aCluster({ dpus: {} }))).toBe(
      '— of 10 DPUs assigned, — joined, — operational',
    );
    expect(describeDpus(aCluster())).toBe(
      '0 of 10 DPUs assigned, 0 joined, 0 operational',
    );
  });
});
