import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import { clusterSettings, settingWriter } from './clusterSettings';

const cluster: DpuCluster = {
  metadata: {
    name: 'blue',
    labels: { tier: 'gold' },
    annotations: {
      [DPF_ANNOTATIONS.owner]: 'group:default/team-a',
      [DPF_ANNOTATIONS.requestId]: 'task-1',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    },
  },
  spec: {
    type: 'kamaji',
    maxNodes: 10,
    clusterEndpoint: {
      keepalived: {
        interface: 'br-dpu',
        vip: '10.0.0.7',
        virtualRouterID: 7,
        nodeSelector: { b: '2', a: '1' },
      },
    },
  },
};

describe('clusterSettings', () => {
  it('has what a person decides, and not what a program notes', () => {
    expect(clusterSettings(cluster)).toEqual({
      type: 'kamaji',
      maxNodes: '10',
      interface: 'br-dpu',
      vip: '10.0.0.7',
      virtualRouterID: '7',
      nodeSelector: 'a=1, b=2',
      owner: 'group:default/team-a',
      'label tier': 'gold',
    });
  });

  it('bounds what an author chose the length of', () => {
    const { metadata, spec } = cluster;
    const labels = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`l${i}`, 'x'.repeat(500)]),
    );
    const long = { metadata: { ...metadata, labels }, spec };
    expect(JSON.stringify(clusterSettings(long)).length).toBeLessThan(20_000);
  });
});

describe('settingWriter', () => {
  const by = (manager: string, time: string, fieldsV1: object) => ({
    manager,
    time,
    fieldsV1,
  });
  const managedFields = [
    by('argocd', '2026-11-24T10:00:00Z', {
      'f:spec': { 'f:maxNodes': {}, 'f:clusterEndpoint': {} },
      'f:metadata': { 'f:labels': { '.': {}, 'f:tier': {} } },
    }),
    by('kubectl-edit', '2026-11-24T11:00:00Z', {
      'f:spec': { 'f:maxNodes': {} },
      'f:metadata': { 'f:annotations': { [`f:${DPF_ANNOTATIONS.owner}`]: {} } },
    }),
  ];
  const writerOf = (setting: string) =>
    settingWriter({ name: 'blue', managedFields }, setting)?.manager;

  it.each([
    ['maxNodes', 'kubectl-edit'],
    ['owner', 'kubectl-edit'],
    ['label tier', 'argocd'],
    // The server recorded one owner of the whole part.
    ['vip', 'argocd'],
    // Nobody owns what was removed.
    ['version', undefined],
    ['label gone', undefined],
    ['no setting', undefined],
  ])('of %s is %s', (setting, manager) => {
    expect(writerOf(setting)).toBe(manager);
  });

  it('is unknown where the object names nobody', () => {
    expect(settingWriter({ name: 'blue' }, 'maxNodes')).toBeUndefined();
  });
});
