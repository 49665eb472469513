import { aCluster } from '../__testUtils__/aCluster';
import { describeDpus } from './describeFields';
import { describeSituation } from './describeSituation';

describe('describeSituation', () => {
  it('names the next step of a healthy cluster without DPUs, and calls nobody to act', () => {
    expect(describeSituation(aCluster())).toEqual({
      sentence: expect.stringMatching(/ready\. Next: add DPUs/),
      who: 'nobody',
    });
  });

  it('describes the worst finding and who must act', () => {
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

  it('falls back to the message of a Ready condition that is not True', () => {
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
  it('shows a dash instead of 0 for an unknown number', () => {
    expect(describeDpus(aCluster({ dpus: {} }))).toBe('— of 10 DPUs assigned');
    expect(describeDpus(aCluster())).toBe('0 of 10 DPUs assigned');
  });
});
