import { aNetwork } from '@dpf-portal/test-support';
import { networkProblems } from './networkProblems';
import {
  nextFreeEndpoint,
  nextFreeVip,
  unusableInNetwork,
} from './nextFreeEndpoint';

const NOTHING = { vips: [], virtualRouterIds: [] };

describe('nextFreeEndpoint', () => {
  it('should give the first of both', () => {
    expect(nextFreeEndpoint(aNetwork(), NOTHING)).toEqual({
      endpoint: { vip: '10.66.66.66', virtualRouterID: 126 },
    });
  });

  it('should pass over what is taken or excluded', () => {
    expect(
      nextFreeEndpoint(aNetwork({ excludedVirtualRouterIds: [127] }), {
        vips: ['10.66.66.66', '10.66.66.67', '10.66.66.69'],
        virtualRouterIds: [126],
      }),
    ).toEqual({ endpoint: { vip: '10.66.66.68', virtualRouterID: 128 } });
  });

  it('should go on to the next range', () => {
    const network = aNetwork({
      vipRanges: ['10.0.0.1', '10.0.1.0/30'],
      virtualRouterIds: ['5', '9-10'],
    });
    expect(
      nextFreeEndpoint(network, {
        vips: ['10.0.0.1', '10.0.1.1'],
        virtualRouterIds: [5, 9],
      }),
    ).toEqual({ endpoint: { vip: '10.0.1.2', virtualRouterID: 10 } });
  });

  it('should name what is used up', () => {
    const network = aNetwork({
      vipRanges: ['10.0.0.1'],
      virtualRouterIds: ['5'],
    });
    expect(
      nextFreeEndpoint(network, { vips: ['10.0.0.1'], virtualRouterIds: [] }),
    ).toEqual({
      problem: {
        field: 'network',
        reason:
          'All VIPs (10.0.0.1) of lab are in use. The platform team can add more.',
      },
    });
    expect(
      nextFreeEndpoint(network, { vips: [], virtualRouterIds: [5] }),
    ).toEqual({
      problem: {
        field: 'network',
        reason:
          'All virtual router ids (5) of lab are in use. The platform team can add more.',
      },
    });
  });

  it('should cope with a prefix that nobody can enumerate', () => {
    const network = aNetwork({ vipRanges: ['fd00::/16'] });
    expect(nextFreeVip(network, ['fd00:0:0:0:0:0:0:1'])).toBe('fd00::2');
  });

  it.each([
    ['10.0.0.0/31', [], '10.0.0.0'],
    ['10.0.0.7/32', [], '10.0.0.7'],
    ['10.0.0.0/24', [], '10.0.0.1'],
    ['10.0.0.0/30', ['10.0.0.1', '10.0.0.2'], undefined],
    ['10.0.0.9 - 10.0.0.10', ['10.0.0.9'], '10.0.0.10'],
    ['10.0.0.255-10.0.1.1', ['10.0.0.255'], '10.0.1.0'],
    ['nonsense', [], undefined],
  ])('should read %s with %j taken as %s', (range, taken, vip) => {
    expect(nextFreeVip(aNetwork({ vipRanges: [range] }), taken)).toBe(vip);
  });
});

describe('unusableInNetwork', () => {
  const network = aNetwork({
    vipRanges: ['10.0.0.0/24', 'fd00::/64', '10.9.0.0/31'],
    gateway: 'FD00::0:1',
  });
  it.each([
    ['10.0.0.0', 'the network address'],
    ['10.0.0.255', 'the broadcast address'],
    ['fd00::', 'the network address'],
    ['fd00::1', 'the gateway'],
    ['10.0.0.1', undefined],
    ['10.0.1.0', undefined],
    ['fd00::ffff:ffff:ffff:ffff', undefined],
    ['10.9.0.0', undefined],
    ['nonsense', undefined],
  ])('should say that %s is %s', (vip, what) => {
    expect(unusableInNetwork(vip, network)).toBe(what);
  });

  it('should not be given', () => {
    const [vipRanges, gateway] = [['10.0.0.0/29'], '10.0.0.1'];
    expect(nextFreeVip(aNetwork({ vipRanges, gateway }), [])).toBe('10.0.0.2');
  });
});

describe('networkProblems', () => {
  it('should find nothing in a good network', () => {
    expect(networkProblems(aNetwork())).toEqual([]);
  });

  it.each([
    ['interface', { interface: 'eth0;' }],
    ['vipRanges[0]', { vipRanges: ['10.0.0.20-10.0.0.10'] }],
    ['vipRanges[0]', { vipRanges: ['10.0.0.1-fd00::1'] }],
    ['vipRanges[0]', { vipRanges: ['10.0.0.0/33'] }],
    ['vipRanges[0]', { vipRanges: ['10.0.0.1-10.0.0.2-10.0.0.3'] }],
    ['virtualRouterIds[1]', { virtualRouterIds: ['1', '0'] }],
    ['virtualRouterIds[0]', { virtualRouterIds: ['200-256'] }],
    ['virtualRouterIds[0]', { virtualRouterIds: ['9-5'] }],
    ['segment', { segment: 'a b' }],
    ['gateway', { gateway: '10.0.0' }],
    ['nodeSelector', { nodeSelector: { 'a b': '' } }],
  ])('should tell what is wrong with %s: %j', (field, change) => {
    expect(networkProblems(aNetwork(change)).map(p => p.field)).toEqual([
      field,
    ]);
  });
});
