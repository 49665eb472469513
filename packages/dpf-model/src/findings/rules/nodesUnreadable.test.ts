import { aCluster, aWorld } from '@dpf-portal/test-support';
import { NodesProblem } from '../Observation';
import { findingsOf } from '../findingsOf';

describe('NodesUnreadable', () => {
  const found = (
    nodesProblem: NodesProblem | undefined,
    health: 'healthy' | 'unhealthy' = 'healthy',
  ) =>
    findingsOf(
      aCluster({ status: { phase: 'Ready' } }),
      aWorld({ observation: { health, nodesProblem } }),
    ).filter(({ code }) => code === 'NodesUnreadable');

  it.each([
    ['TooManyNodes', 'owner', 'Raise maxNodes'],
    ['OutOfBounds', 'platform', 'limit and continue'],
    ['NotAnswered', 'platform', 'may list Nodes'],
  ] as const)(
    'should say of %s what it means and that the %s acts',
    (reason, who, remedy) => {
      expect(found({ reason, message: 'The list does not end.' })).toEqual([
        {
          code: 'NodesUnreadable',
          severity: 'warning',
          blocking: false,
          sentence:
            'The list does not end. The number of joined DPUs is unknown; the API server itself is healthy.',
          remedy: expect.stringContaining(remedy),
          who,
          evidence: { reason },
        },
      ]);
    },
  );

  it('should say nothing while the Nodes are known, or the API does not answer', () => {
    expect(found(undefined)).toEqual([]);
    expect(
      found({ reason: 'NotAnswered', message: 'No.' }, 'unhealthy'),
    ).toEqual([]);
  });
});
