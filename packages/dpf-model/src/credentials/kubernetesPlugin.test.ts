import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  KubernetesPluginRoute,
  kubernetesPluginProblem,
  registeredServerProblem,
} from './kubernetesPlugin';

const ALLOWED = { [DPF_ANNOTATIONS.credentials]: 'allowed' };

function aCluster(
  type: string,
  change: {
    annotations?: Record<string, string>;
    phase?: 'Ready' | 'NotReady';
    deletionTimestamp?: string;
  } = {},
): DpuCluster {
  const { phase = 'Ready', ...metadata } = change;
  return {
    apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
    kind: 'DPUCluster',
    metadata: { namespace: 'team-a', name: 'blue', ...metadata },
    spec: { type },
    status: { phase },
  };
}

const ROUTE: KubernetesPluginRoute = {
  accessMode: 'direct',
  server: 'https://10.66.66.70:6443',
  registeredServers: [],
};

describe('kubernetesPluginProblem', () => {
  it('offers a control plane that Kamaji made', () => {
    expect(kubernetesPluginProblem(aCluster('kamaji'), ROUTE)).toBeUndefined();
  });

  it.each<[string, DpuCluster, Partial<KubernetesPluginRoute>, string]>([
    ['behind a proxy', aCluster('kamaji'), { accessMode: 'proxy' }, 'proxy'],
    [
      'that is not Ready',
      aCluster('kamaji', { phase: 'NotReady' }),
      {},
      'not Ready',
    ],
    [
      'that is being deleted',
      aCluster('kamaji', { deletionTimestamp: '2026-11-30T10:00:00Z' }),
      {},
      'being deleted',
    ],
    [
      'that was never reached',
      aCluster('kamaji'),
      { server: undefined },
      'not reached',
    ],
    [
      'whose owner has not allowed credentials',
      aCluster('static'),
      { registeredServers: ['10.0.0.0/8'] },
      'has not allowed',
    ],
    [
      'of type kamaji with a kubeconfig of a user',
      aCluster('kamaji', { annotations: ALLOWED }),
      { kubeconfigBy: 'user' },
      'registeredServers',
    ],
  ])('leaves out a cluster %s', (_what, cluster, route, problem) => {
    expect(kubernetesPluginProblem(cluster, { ...ROUTE, ...route })).toContain(
      problem,
    );
  });

  it.each([
    ['https://10.66.66.70:6443', ['10.66.0.0/16'], true],
    ['https://10.66.66.70:6443', ['10.66.66.70'], true],
    ['https://10.66.66.70:6443', ['10.67.0.0/16', 'fd00::/8'], false],
    ['https://10.66.66.70:6443', [], false],
    ['https://[fd00::7]:6443', ['fd00::/8'], true],
    ['https://[::ffff:10.66.66.70]:6443', ['10.66.0.0/16'], true],
    ['https://Api.Clusters.example.com:6443', ['clusters.example.com'], true],
    ['https://clusters.example.com.:6443', ['clusters.example.com'], true],
    ['https://evilclusters.example.com:6443', ['clusters.example.com'], false],
    ['https://clusters.example.com.evil.org', ['clusters.example.com'], false],
    // Other spellings of 127.0.0.1.
    ['https://2130706433:6443', ['10.0.0.0/8', '2130706433'], false],
    ['https://0x7f.1:6443', ['10.0.0.0/8'], false],
  ])('asks the operator about a registered %s: %j', (server, listed, is) => {
    const problem = kubernetesPluginProblem(
      aCluster('static', { annotations: ALLOWED }),
      { ...ROUTE, server, registeredServers: listed },
    );
    expect(problem === undefined).toBe(is);
  });
});

describe('registeredServerProblem', () => {
  it.each([
    '10.0.0.0/8',
    '10.1.2.3',
    'fd00::/8',
    'clusters.example.com',
    'lan',
  ])('reads %s', entry => {
    expect(registeredServerProblem(entry)).toBeUndefined();
  });

  it.each([
    '',
    '*',
    '*.example.com',
    '10.0.0.0/33',
    '10.0.0',
    'https://x.org',
    'a/b/c',
  ])('refuses %p', entry => {
    expect(registeredServerProblem(entry)).toContain('neither');
  });
});
