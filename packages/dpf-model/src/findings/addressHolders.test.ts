import {
  AddressHolder,
  addressOfServer,
  nodeAddresses,
  serviceAddresses,
} from './addressHolders';
import { findingsOf } from './findingsOf';
import { addressHeld } from './rules/addressHeld';
import {
  aCluster,
  aControlPlane,
  aStaticCluster,
  aWorld,
  blue,
} from '@dpf-portal/test-support';

const VIP = '10.66.66.66';

function held(holder: AddressHolder, running = false) {
  const world = aWorld({
    addressHolders: { [VIP]: [holder] },
    controlPlane: running ? aControlPlane() : undefined,
  });
  return addressHeld(aCluster(), world);
}

const service = (
  overrides: Partial<Extract<AddressHolder, { kind: 'Service' }>> = {},
): AddressHolder => ({
  kind: 'Service',
  namespace: 'shop',
  name: 'web',
  owners: [],
  ...overrides,
});

describe('A VIP that something else has', () => {
  it.each<[string, AddressHolder]>([
    [
      'the address of node control-plane-1',
      { kind: 'Node', name: 'control-plane-1' },
    ],
    ['an address of Service shop/web', service()],
    [
      'the address of the management cluster’s API server',
      { kind: 'ManagementApi' },
    ],
    [
      'the address of the API server of team-a/metal',
      {
        kind: 'ApiServer',
        cluster: aStaticCluster({
          metadata: { name: 'metal', namespace: 'team-a', uid: 'uid-metal' },
        }),
      },
    ],
  ])('keeps a new cluster from starting: %s', (what, holder) => {
    expect(held(holder)).toMatchObject({
      code: 'AddressInUse',
      severity: 'error',
      blocking: true,
      sentence: `VIP ${VIP} is ${what}. This cluster cannot start.`,
      remedy: expect.stringContaining(
        'kubectl -n team-b patch dpuclusters.provisioning.dpu.nvidia.com green',
      ),
      who: 'owner',
    });
  });

  it('does not stop a cluster that runs, and says who is affected', () => {
    expect(held({ kind: 'Node', name: 'host-1' }, true)).toMatchObject({
      code: 'AddressInUse',
      blocking: false,
      sentence: `VIP ${VIP} is also the address of node host-1: clients may reach the wrong server.`,
      remedy:
        'Change the address of node host-1; a running cluster keeps its VIP. Look at it: `kubectl describe node host-1`.',
      who: 'platform',
    });
  });

  it('may be the server of a static cluster that is the same control plane', () => {
    const cluster = aStaticCluster({ metadata: { uid: 'uid-copy' } });
    expect(held({ kind: 'ApiServer', cluster }, true)).toBeUndefined();
  });

  it.each<[string, AddressHolder]>([
    [
      'its own Service, of whatever type',
      service({ namespace: 'team-b', name: 'green' }),
    ],
    [
      'a Service that it owns',
      service({
        namespace: 'team-b',
        name: 'green-lb',
        owners: [{ kind: 'DPUCluster', name: 'green', uid: 'uid-green' }],
      }),
    ],
    [
      'a Service of its control plane',
      service({
        namespace: 'team-b',
        name: 'green-lb',
        owners: [{ kind: 'TenantControlPlane', name: 'green', uid: 'uid-tcp' }],
      }),
    ],
    ['its own API server', { kind: 'ApiServer', cluster: aCluster() }],
  ])('is not in the way of %s', (_, holder) => {
    expect(held(holder)).toBeUndefined();
  });

  it.each<[string, string | undefined, boolean, boolean]>([
    ['an older one', '2026-11-01T00:00:00Z', false, true],
    ['a younger one', '2026-12-01T00:00:00Z', false, false],
    ['a younger one that runs', '2026-12-01T00:00:00Z', true, true],
  ])(
    'of a cluster of another site on the segment, %s',
    (_, created, runs, isFound) => {
      const found = held({
        kind: 'OtherSite',
        managementCluster: 'site-b',
        runs,
        created,
      });
      expect(found?.sentence).toBe(
        isFound
          ? `VIP ${VIP} is the VIP of a DPU cluster on site-b. This cluster cannot start.`
          : undefined,
      );
    },
  );

  it('that a cluster of another site runs with, too, is for the platform', () => {
    const other = { kind: 'OtherSite' as const, managementCluster: 'site-b' };
    expect(held({ ...other, runs: true }, true)).toMatchObject({
      blocking: false,
      sentence: `VIP ${VIP} is also the VIP of a DPU cluster on site-b: clients may reach the wrong server.`,
      remedy:
        'Retire one of the two clusters; a running cluster keeps its VIP.',
      who: 'platform',
    });
    expect(held({ ...other, runs: false }, true)).toBeUndefined();
  });

  it('yields to another cluster that has the VIP: one finding is enough', () => {
    const world = aWorld({
      others: [blue],
      addressHolders: { [VIP]: [{ kind: 'Node', name: 'host-1' }] },
    });
    const found = findingsOf(aCluster(), world).filter(
      ({ code }) => code === 'AddressInUse',
    );
    expect(found).toHaveLength(1);
    expect(found[0].sentence).toContain('team-a/blue');
  });
});

describe('addresses', () => {
  it('of a node are those it is reached by', () => {
    expect(
      nodeAddresses({
        metadata: { name: 'host-1' },
        status: {
          addresses: [
            { type: 'InternalIP', address: '10.0.0.5' },
            { type: 'InternalIP', address: 'FD00:0::5' },
            { type: 'ExternalIP', address: '192.0.2.5' },
            { type: 'Hostname', address: '10.0.0.6' },
            { type: 'InternalIP', address: 'nonsense' },
          ],
        },
      }),
    ).toEqual(['10.0.0.5', 'fd00::5', '192.0.2.5']);
  });

  it('of a Service are those outside of the cluster network', () => {
    expect(
      serviceAddresses({
        metadata: { name: 'web' },
        spec: {
          externalIPs: ['10.0.0.1', '10.0.0.2'],
          loadBalancerIP: '10.0.0.3',
        },
        status: {
          loadBalancer: {
            ingress: [{ ip: '10.0.0.3' }, { ip: '10.0.0.4' }, {}],
          },
        },
      }),
    ).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']);
  });

  it.each([
    ['https://10.0.0.9:6443', '10.0.0.9'],
    ['https://10.0.0.9', '10.0.0.9'],
    ['https://[FD00::9]:6443/path', 'fd00::9'],
    ['https://api.example.com:6443', undefined],
    ['10.0.0.9:6443', undefined],
  ])('of the server %s: %s', (server, address) => {
    expect(addressOfServer(server)).toBe(address);
  });
});
