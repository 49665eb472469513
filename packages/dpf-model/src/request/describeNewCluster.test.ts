import { Dpu } from '../cluster/DpuCluster';
import { LabelSelector } from '../dpuSelection/LabelSelector';
import {
  NewCluster,
  assignableDpus,
  describeNewCluster,
} from './describeNewCluster';

const BLUE: NewCluster = {
  type: 'kamaji',
  managementCluster: 'site-a',
  namespace: 'team-a',
  name: 'blue',
  owner: 'group:default/team-a',
  maxNodes: 10,
  keepalived: { vip: '10.0.0.7', virtualRouterID: 101, interface: 'br-dpu' },
  network: 'lab',
  version: { value: 'v1.30.3', setBy: 'policy' },
  expires: '2027-01-31T23:59:59.000Z',
  assignableDpus: 4,
};

describe('describeNewCluster', () => {
  it('says everything that is made, and what was filled in', () => {
    expect(describeNewCluster(BLUE)).toBe(
      'Creates DPU cluster team-a/blue on site-a: owner group:default/team-a, up to 10 DPUs, VIP 10.0.0.7 with virtual router ID 101 on br-dpu (network lab), Kubernetes v1.30.3 (set by the policy), reminder on 2027-01-31; 4 unassigned DPUs may be assigned to it.',
    );
  });

  it.each<[string, Partial<NewCluster>, RegExp]>([
    [
      'one DPU',
      { maxNodes: 1, assignableDpus: 1 },
      /up to 1 DPU,.*; 1 unassigned DPU may/,
    ],
    [
      'no DPU',
      { assignableDpus: 0 },
      /; no DPU without a cluster can be assigned/,
    ],
    ['unread DPUs', { assignableDpus: 'unknown' }, /; the portal may not read/],
    ['DPUs that do not matter', { assignableDpus: undefined }, /2027-01-31\.$/],
    ['no reminder', { expires: undefined }, /, no reminder;/],
    [
      'a version that was asked for',
      { version: { value: 'v1.31.0', setBy: 'request' } },
      /v1\.31\.0 \(as requested\)/,
    ],
    [
      'a version of the role',
      { version: { value: 'v1.35.6', setBy: 'kamajiRole' } },
      /v1\.35\.6 \(set by the kamaji role/,
    ],
    [
      'a version that DPF chooses',
      { version: undefined },
      /, the Kubernetes version that DPF sets,/,
    ],
    ['an address of no network', { network: undefined }, /on br-dpu, /],
  ])('tells %s', (_what, change, text) => {
    expect(describeNewCluster({ ...BLUE, ...change })).toMatch(text);
  });

  it('says of a registered cluster where its kubeconfig is, and whether users get credentials', () => {
    expect(
      describeNewCluster({
        ...BLUE,
        type: 'static',
        keepalived: undefined,
        network: undefined,
        kubeconfigSecret: 'blue-admin-kubeconfig',
        credentials: 'allowed',
        version: { value: 'v1.32.1', setBy: 'cluster' },
      }),
    ).toBe(
      'Registers DPU cluster team-a/blue on site-a: owner group:default/team-a, up to 10 DPUs, Kubernetes v1.32.1 (its own), kubeconfig in Secret blue-admin-kubeconfig, credentials for users allowed, reminder on 2027-01-31; 4 unassigned DPUs may be assigned to it.',
    );
  });
});

describe('assignableDpus', () => {
  const aDpu = (selector?: LabelSelector, deletionTimestamp?: string): Dpu => ({
    metadata: { name: 'dpu', deletionTimestamp },
    spec: { cluster: { selector } },
  });
  const blue = { metadata: { name: 'blue', labels: { team: 'a' } } };

  it('counts what any cluster may get, and what selects this one', () => {
    const dpus = [
      aDpu(),
      aDpu({ matchLabels: { team: 'a' } }),
      aDpu({ matchLabels: { team: 'b' } }),
      aDpu(undefined, '2026-11-30T10:00:00Z'),
    ];
    expect(assignableDpus(blue, dpus)).toBe(2);
    expect(assignableDpus(blue, [])).toBe(0);
  });

  it('does not call DPUs that may not be read none', () => {
    expect(assignableDpus(blue, undefined)).toBe('unknown');
  });
});
