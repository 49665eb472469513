import { aManagementCluster, aNetwork, anApi } from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import { DpuClusterRequest } from './DpuClusterRequest';
import { validateDpuClusterRequest } from './validateDpuClusterRequest';

const HANDLE = '0123456789abcdef'.repeat(3);
const NOW = Date.parse('2026-11-24T12:00:00Z');

const kamaji: DpuClusterRequest = {
  requestId: '2f6c0a3e-1',
  name: 'blue',
  type: 'kamaji',
};
const byHand: DpuClusterRequest = {
  requestId: '2f6c0a3e-1',
  name: 'blue',
  type: 'static',
  kubeconfigUpload: HANDLE,
};

function problemsOf(
  request: DpuClusterRequest,
  managementCluster = aManagementCluster(),
) {
  return validateDpuClusterRequest(request, { managementCluster, now: NOW });
}

function fieldsOf(...args: Parameters<typeof problemsOf>): string[] {
  return problemsOf(...args).map(problem => problem.field);
}

describe('validateDpuClusterRequest', () => {
  it('should accept the shortest requests', () => {
    expect(problemsOf(kamaji)).toEqual([]);
    expect(problemsOf(byHand)).toEqual([]);
  });

  it('should accept a request with every field', () => {
    expect(
      problemsOf({
        ...kamaji,
        managementCluster: 'lab',
        namespace: 'team-a',
        group: DPU_CLUSTER_GROUPS.released,
        owner: 'group:default/team-a',
        purpose: 'dev',
        expires: '2026-12-24',
        templateRef: 'template:default/dpu-cluster-kamaji',
        maxNodes: 100,
        version: 'v1.30.2',
        labels: { 'example.com/zone': 'a', plain: '' },
        network: 'lab',
        keepalived: {
          interface: 'br-dpu',
          vip: '10.0.0.10',
          virtualRouterID: 255,
          nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
        },
      }),
    ).toEqual([]);
  });

  it.each([
    ['requestId', { requestId: '' }],
    ['requestId', { requestId: 'a b' }],
    ['name', { name: '' }],
    ['name', { name: 'Blue' }],
    ['name', { name: '1blue' }],
    ['name', { name: 'blue-' }],
    ['name', { name: 'blue.one' }],
    ['name', { name: 'b'.repeat(47) }],
    ['type', { type: 'vcluster' }],
    ['type', { type: 'xkamajiy' }],
    ['namespace', { namespace: 'Team_A' }],
    ['group', { group: DPU_CLUSTER_GROUPS.guide }],
    ['owner', { owner: 'group:' }],
    ['owner', { owner: 'group:default/team a' }],
    ['templateRef', { templateRef: 'x' }],
    ['expires', { expires: 'tomorrow' }],
    ['expires', { expires: '2026-11-23' }],
    ['expires', { expires: '2027-02-31' }],
    ['expires', { expires: '2026-11-24T11:59:59Z' }],
    ['maxNodes', { maxNodes: 0 }],
    ['maxNodes', { maxNodes: 1.5 }],
    ['maxNodes', { maxNodes: 101 }],
    ['version', { version: '1.30' }],
    ['version', { version: 'v1.30' }],
    ['labels', { labels: { 'a b': 'c' } }],
    ['labels', { labels: { a: 'x'.repeat(64) } }],
    ['labels', { labels: { 'Upper.example/a': 'c' } }],
    ['labels', { labels: { a: 'b', 'kamaji.clastix.io/name': 'c' } }],
    ['network', { network: 'office' }],
    ['keepalived.vip', { keepalived: { vip: '10.0.0' } }],
    ['keepalived.vip', { keepalived: { vip: '010.0.0.1' } }],
    ['keepalived.vip', { keepalived: { vip: '0.0.0.0' } }],
    ['keepalived.vip', { keepalived: { vip: '127.0.0.1' } }],
    ['keepalived.vip', { keepalived: { vip: '224.0.0.18' } }],
    ['keepalived.vip', { keepalived: { vip: '::1' } }],
    ['keepalived.vip', { keepalived: { vip: 'fe80::1%eth0' } }],
    ['keepalived.vip', { keepalived: { vip: '::ffff:10.0.0.1' } }],
    ['keepalived.vip', { keepalived: { vip: '10.0.0.1\n}' } }],
    ['keepalived.interface', { keepalived: { interface: '' } }],
    ['keepalived.interface', { keepalived: { interface: 'eth0 {' } }],
    ['keepalived.interface', { keepalived: { interface: 'e'.repeat(16) } }],
    ['keepalived.virtualRouterID', { keepalived: { virtualRouterID: 0 } }],
    ['keepalived.virtualRouterID', { keepalived: { virtualRouterID: 256 } }],
    ['keepalived.nodeSelector', { keepalived: { nodeSelector: { '': 'x' } } }],
    ['kubeconfigUpload', { kubeconfigUpload: HANDLE }],
    ['kubeconfigSecret', { kubeconfigSecret: 'abc' }],
  ])('should refuse a kamaji request for its %s: %j', (field, change) => {
    expect(fieldsOf({ ...kamaji, ...change })).toEqual([field]);
  });

  it.each([
    [
      'neither upload nor Secret',
      'kubeconfigUpload',
      { kubeconfigUpload: undefined },
    ],
    ['upload and Secret', 'kubeconfigSecret', { kubeconfigSecret: 'abc' }],
    ['a network', 'network', { network: 'lab' }],
    ['an address', 'keepalived', { keepalived: {} }],
  ])('should refuse a static request with %s', (_, field, change) => {
    expect(fieldsOf({ ...byHand, ...change })).toEqual([field]);
  });

  it.each([
    ['network', { network: 'lab' }],
    ['keepalived', { keepalived: { vip: '10.0.0.10' } }],
    ['kubeconfigUpload', { kubeconfigUpload: HANDLE }],
    ['kubeconfigSecret', { kubeconfigSecret: 'abc' }],
  ])(
    'should refuse a request of a vendor’s type for its %s, which would be left aside',
    (field, change) => {
      const type = 'example.com/simulated';
      expect(fieldsOf({ ...kamaji, type, ...change })).toEqual([field]);
    },
  );

  it.each([
    'a: b',
    'apiVersion: v1\nkind: Config\n',
    '{"apiVersion":"v1"}',
    `${HANDLE}\n`,
    `${HANDLE}0`,
    HANDLE.toUpperCase(),
  ])('should refuse %j where the handle of an upload belongs', text => {
    expect(fieldsOf({ ...byHand, kubeconfigUpload: text })).toEqual([
      'kubeconfigUpload',
    ]);
  });

  it('should refuse the bad name of a Secret', () => {
    const { kubeconfigUpload: _, ...rest } = byHand;
    expect(fieldsOf({ ...rest, kubeconfigSecret: 'My Secret' })).toEqual([
      'kubeconfigSecret',
    ]);
  });

  it('should ask for a network where there are several, unless the address is complete', () => {
    const managementCluster = aManagementCluster({
      networks: [aNetwork(), aNetwork({ name: 'rack2' })],
    });
    expect(problemsOf(kamaji, managementCluster)).toEqual([
      { field: 'network', reason: 'Choose one of lab, rack2.' },
    ]);
    const keepalived = {
      vip: '10.0.0.10',
      interface: 'br-dpu',
      virtualRouterID: 7,
    };
    expect(problemsOf({ ...kamaji, keepalived }, managementCluster)).toEqual(
      [],
    );
  });

  it('should take the lower of what the API and the policy allow', () => {
    const request = { ...kamaji, maxNodes: 2000 };
    const at = (apiLimit: number, max: number) =>
      problemsOf(
        request,
        aManagementCluster({
          capabilities: {
            apis: [anApi({ maxNodesLimit: apiLimit })],
            dpuGroups: [],
            kamaji: true,
          },
          policy: {
            namespace: 'x',
            version: 'v1.30.2',
            maxNodes: { default: 10, max },
          },
        }),
      );
    expect(at(1000, 5000)[0].reason).toBe('DPF here allows at most 1000.');
    expect(at(3000, 50)[0].reason).toBe('At most 50 are allowed here.');
    expect(at(3000, 3000)).toEqual([]);
  });

  it('should refuse more DPUs than the pod range of a kamaji cluster has room for', () => {
    const at = (maxNodes: number, type = 'kamaji') =>
      problemsOf(
        type === 'kamaji'
          ? { ...kamaji, maxNodes }
          : { requestId: kamaji.requestId, name: 'x', type, maxNodes },
        aManagementCluster({
          newControlPlanes: { podRange: { cidr: '10.1.0.0/20', dpus: 16 } },
        }),
      ).filter(({ field }) => field === 'maxNodes');
    expect(at(17)).toEqual([
      {
        field: 'maxNodes',
        reason: 'The pod range 10.1.0.0/20 has room for 16 DPUs, not for 17.',
      },
    ]);
    expect(at(16)).toEqual([]);
    expect(at(17, 'static')).toEqual([]);
  });

  it('should refuse a version where the API has none, or policy offers others', () => {
    const request = { ...kamaji, version: 'v1.31.0' };
    const capabilities = {
      apis: [anApi({ specVersion: false })],
      dpuGroups: [],
      kamaji: true,
    };
    expect(problemsOf(request, aManagementCluster({ capabilities }))).toEqual([
      {
        field: 'version',
        reason: 'DPF here chooses the version itself; leave it out.',
      },
    ]);
    const { policy } = aManagementCluster();
    expect(
      problemsOf(
        request,
        aManagementCluster({ policy: { ...policy, versions: ['v1.30.2'] } }),
      ),
    ).toEqual([{ field: 'version', reason: 'Choose one of v1.30.2.' }]);
  });

  it('should say so when DPF is not installed', () => {
    const capabilities = { apis: [], dpuGroups: [], kamaji: false };
    expect(problemsOf(kamaji, aManagementCluster({ capabilities }))).toEqual([
      { field: 'group', reason: 'DPF is not installed on lab.' },
    ]);
  });

  it('should leave out what depends on an API it has never seen', () => {
    expect(
      problemsOf(
        { ...kamaji, version: 'v1.31.0' },
        aManagementCluster({ capabilities: undefined, reachable: false }),
      ),
    ).toEqual([]);
  });

  it('should tell everything at once', () => {
    expect(
      fieldsOf({ ...kamaji, name: 'B', maxNodes: 0, network: 'x' }),
    ).toEqual(['name', 'maxNodes', 'network']);
  });
});
