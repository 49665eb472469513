import {
  policyNamespaceProblem,
  requestNamespaceProblem,
  requestNamespaces,
} from './requestNamespace';

const POLICY = { namespace: 'dpf-clusters', namespaces: ['team-a', 'team-b'] };

describe('requestNamespaceProblem', () => {
  it.each(['dpf-clusters', 'team-a', 'team-b'])('accepts %s', name => {
    expect(requestNamespaceProblem(name, POLICY)).toBeUndefined();
  });

  it.each(['team-c', 'dpf-clusters-2', 'team', 'kubernetes'])(
    'names the namespaces of the policy in the place of %s',
    name => {
      expect(requestNamespaceProblem(name, POLICY)).toBe(
        'Clusters are made in dpf-clusters, team-a, team-b here.',
      );
    },
  );

  it.each([
    'kube-system',
    'kube-public',
    'kube-node-lease',
    'kube-x',
    'default',
  ])('never accepts %s, though a policy names it', name => {
    const reason = `The namespace ${name} belongs to Kubernetes; no cluster is made there. Use another one.`;
    for (const policy of [
      POLICY,
      { namespace: name },
      { namespace: 'a', namespaces: [name] },
    ]) {
      expect(requestNamespaceProblem(name, policy)).toBe(reason);
    }
    expect(policyNamespaceProblem(name)).toBe(reason);
  });

  it.each(['', ' ', 'Kube-System', 'team-a/x', 'a'.repeat(64)])(
    'asks for a namespace in the place of %j',
    name => {
      expect(requestNamespaceProblem(name, POLICY)).toContain(
        'Give the name of a namespace',
      );
    },
  );
});

describe('requestNamespaces', () => {
  it('are the policy’s own and those it names, each once', () => {
    expect(requestNamespaces({ namespace: 'a' })).toEqual(['a']);
    expect(
      requestNamespaces({ namespace: 'b', namespaces: ['a', 'b', 'a'] }),
    ).toEqual(['b', 'a']);
  });
});
