import { aNode, aWorld } from '@dpf-portal/test-support';
import { nodeMatches } from './nodeMatches';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

describe('nodeMatches', () => {
  it('names the nodes that match', () => {
    const nodes = [aNode('c', ''), aNode('a', ''), aNode('worker')];
    expect(nodeMatches({ [CONTROL_PLANE]: '' }, aWorld({ nodes }))).toEqual({
      total: 3,
      matching: 2,
      nodes: ['a', 'c'],
      sentence: 'Matches 2 of 3 nodes: a, c.',
    });
  });

  it('says which of them keepalived does not run on', () => {
    const nodes = [aNode('a', ''), aNode('worker-1'), aNode('worker-2')];
    expect(nodeMatches({}, aWorld({ nodes })).sentence).toBe(
      'Matches 3 of 3 nodes: a, worker-1, worker-2. Only 1 of them is a control-plane node, and keepalived runs on no others.',
    );
    expect(nodeMatches({}, aWorld({ nodes: nodes.slice(1) })).sentence).toBe(
      'Matches 2 of 2 nodes: worker-1, worker-2. None of them are control-plane nodes, and keepalived runs on no others.',
    );
  });

  it('says why none matches, and what the nodes have instead', () => {
    const nodes = [aNode('a', ''), aNode('b', ''), aNode('c', '')];
    expect(nodeMatches({ [CONTROL_PLANE]: 'true' }, aWorld({ nodes }))).toEqual(
      {
        total: 3,
        matching: 0,
        nodes: [],
        problem:
          'No node has control-plane="true"; 3 nodes have it with an empty value.',
        remedy: 'Use the empty value.',
        sentence:
          'No node has control-plane="true"; 3 nodes have it with an empty value. Use the empty value.',
      },
    );
  });

  it('says that taints keep keepalived off all that match', () => {
    const taints = [{ key: 'CriticalAddonsOnly', effect: 'NoExecute' }];
    const nodes = [{ ...aNode('a', ''), spec: { taints } }];
    const { matching, problem } = nodeMatches({}, aWorld({ nodes }));
    expect(matching).toBe(1);
    expect(problem).toContain('1 has taint CriticalAddonsOnly:NoExecute');
  });

  it('lists 20 of many', () => {
    const nodes = Array.from({ length: 250 }, (_, i) => aNode(`n-${i}`, ''));
    const found = nodeMatches({}, aWorld({ nodes }));
    expect(found).toMatchObject({ total: 250, matching: 250 });
    expect(found.nodes).toHaveLength(20);
  });

  it('does not call nodes that may not be read none', () => {
    const world = { ...aWorld(), nodes: () => undefined };
    expect(nodeMatches({}, world)).toEqual({
      nodes: [],
      sentence: expect.stringContaining('may not read the nodes'),
    });
  });
});
