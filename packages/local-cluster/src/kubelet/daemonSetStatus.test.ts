import { daemonSetStatus } from './daemonSetStatus';
import { DaemonSet, KubeNode, PodSpec } from './workloads';

const role = 'node-role.kubernetes.io/control-plane';

function node(name: string, labels: Record<string, string>): KubeNode {
  return { metadata: { name, labels } };
}

function daemonSet(pod: Partial<PodSpec>): DaemonSet {
  return {
    metadata: { name: 'keepalived', generation: 3 },
    spec: { template: { spec: { containers: [], ...pod } } },
  };
}

const nodes = [
  node('a', { [role]: 'true' }),
  node('b', { [role]: 'true' }),
  node('c', { [role]: '' }),
  node('worker', {}),
];

function required(operator: string, values?: string[]): PodSpec['affinity'] {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: role, operator, values }] },
        ],
      },
    },
  };
}

describe('daemonSetStatus', () => {
  const desired = (pod: Partial<PodSpec>) =>
    daemonSetStatus(daemonSet(pod), nodes, false).desiredNumberScheduled;

  it.each([
    ['no selector', {}, 4],
    ['the value "true"', { nodeSelector: { [role]: 'true' } }, 2],
    ['the empty value', { nodeSelector: { [role]: '' } }, 1],
    ['a value nobody has', { nodeSelector: { [role]: 'yes' } }, 0],
    ['affinity Exists', { affinity: required('Exists') }, 3],
    ['affinity DoesNotExist', { affinity: required('DoesNotExist') }, 1],
    ['affinity In', { affinity: required('In', ['true']) }, 2],
    ['affinity NotIn', { affinity: required('NotIn', ['true']) }, 2],
    [
      'selector and affinity together',
      { nodeSelector: { [role]: '' }, affinity: required('In', ['true']) },
      0,
    ],
  ])('counts the nodes that match %s', (_, pod, count) => {
    expect(desired(pod)).toBe(count);
  });

  it('is up to date and ready on all of them', () => {
    expect(daemonSetStatus(daemonSet({}), nodes, false)).toEqual({
      observedGeneration: 3,
      desiredNumberScheduled: 4,
      currentNumberScheduled: 4,
      updatedNumberScheduled: 4,
      numberReady: 4,
      numberAvailable: 4,
      numberMisscheduled: 0,
    });
  });

  it('runs nowhere when its pods cannot be created', () => {
    expect(daemonSetStatus(daemonSet({}), nodes, true)).toMatchObject({
      desiredNumberScheduled: 4,
      numberReady: 0,
    });
  });
});
