import {
  labelValueProblem,
  requestedLabelsProblem,
} from '../request/fields/labels';
import { clusterLabelKeyProblem, clusterLabelOf } from './clusterLabel';

describe('clusterLabelOf', () => {
  it('names namespace and name', () => {
    expect(clusterLabelOf({ namespace: 'team-a', name: 'blue' })).toEqual({
      key: 'dpf-portal.io/cluster',
      value: 'team-a.blue',
    });
  });

  it('cuts a long value to the same label value every time, and keeps clusters apart', () => {
    const long = (name: string) =>
      clusterLabelOf({ namespace: 'a'.repeat(50), name }).value;
    expect(labelValueProblem(long('blue-of-the-lab'))).toBeUndefined();
    expect(long('blue-of-the-lab')).toBe(long('blue-of-the-lab'));
    expect(long('blue-of-the-lab')).not.toBe(long('blue-of-the-hub'));
  });
});

describe('clusterLabelKeyProblem', () => {
  it.each(['example.com/cluster', 'cluster', 'dpf-portal.io/name'])(
    'takes %s',
    key => expect(clusterLabelKeyProblem(key)).toBeUndefined(),
  );
  it.each([
    '',
    'a b',
    'kubernetes.io/x/y',
    'dpu.nvidia.com/cluster',
    'kubernetes.io/x',
  ])('refuses %j', key => expect(clusterLabelKeyProblem(key)).toBeDefined());
});

describe('a request', () => {
  const identity = clusterLabelOf({ namespace: 'team-a', name: 'blue' });

  it('sets the label that identifies its cluster to its own value only', () => {
    const problem = (value: string | null) =>
      requestedLabelsProblem({ [identity.key]: value }, identity);
    expect(problem('team-a.blue')).toBeUndefined();
    for (const value of ['team-b.green', '', null]) {
      expect(problem(value)).toContain('Its only value here is team-a.blue');
    }
  });
});
