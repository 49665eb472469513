import { aNetwork } from '@dpf-portal/test-support';
import { DpfNetwork } from '../../managementCluster/ManagementCluster';
import {
  networkOverlapWarning,
  networksOverlap,
} from '../../findings/networkFindings';
import { isOnSegment, networkOverlaps } from './segments';

const site = (managementCluster: string, change: Partial<DpfNetwork> = {}) => ({
  managementCluster,
  network: aNetwork({
    vipRanges: ['10.66.66.70-10.66.66.79'],
    virtualRouterIds: ['100-110'],
    ...change,
  }),
});

describe('networks that may be one segment', () => {
  it('are one warning with both names', () => {
    const overlaps = networkOverlaps([
      site('site-a'),
      site('site-b', { name: 'rack', vipRanges: ['10.66.66.64/28'] }),
    ]);
    const warning = networkOverlapWarning(overlaps);
    expect(warning).toContain(
      'lab of site-a (br-dpu, 10.66.66.70-10.66.66.79, router ids 100-110) and rack of site-b (br-dpu, 10.66.66.64/28, router ids 100-110)',
    );
    expect(warning).toContain('`segment`');
    expect(networksOverlap('site-b', overlaps)).toMatchObject({
      code: 'NetworksOverlap',
      severity: 'warning',
      blocking: false,
      who: 'platform',
    });
    expect(networksOverlap('site-c', overlaps)).toBeUndefined();
  });

  it.each<[string, ReturnType<typeof site>, boolean]>([
    ['of one management cluster', site('site-a', { name: 'b' }), true],
    [
      'with other addresses of the subnet and the same router ids',
      site('site-b', { vipRanges: ['10.66.66.80-10.66.66.89'] }),
      true,
    ],
    [
      'with other addresses and router ids of the subnet',
      site('site-b', {
        vipRanges: ['10.66.66.80-10.66.66.89'],
        virtualRouterIds: ['111-120'],
      }),
      false,
    ],
    [
      'of another subnet with the same router ids',
      site('site-b', { vipRanges: ['10.66.67.70-10.66.67.79'] }),
      false,
    ],
    ['on another interface', site('site-b', { interface: 'bond0' }), false],
    ['of which one has a name', site('site-b', { segment: 'x' }), true],
    [
      'of the other family',
      site('site-b', { vipRanges: ['fd00::/64'] }),
      false,
    ],
  ])('%s', (_, other, isOverlap) => {
    expect(networkOverlaps([site('site-a'), other])).toHaveLength(
      isOverlap ? 1 : 0,
    );
  });

  it('are named: the same segment or different ones', () => {
    const named = (segment: string) => site(`site-${segment}`, { segment });
    expect(networkOverlaps([named('x'), named('x'), named('y')])).toEqual([]);
    expect(networkOverlapWarning([])).toBeUndefined();
  });
});

describe('a cluster', () => {
  const networks = [
    site('a', { name: 'x', segment: 'x' }).network,
    site('a', { name: 'y', segment: 'y', vipRanges: ['10.9.9.0/24'] }).network,
  ];
  it.each([
    ['10.66.66.71', 'br-dpu', true],
    ['10.9.9.9', 'br-dpu', false],
    // Somebody took another address of the segment.
    ['10.66.66.200', 'br-dpu', true],
    ['10.66.66.200', 'bond0', false],
  ])('with %s on %s is on the segment: %p', (vip, nic, isOn) => {
    expect(isOnSegment({ vip, interface: nic }, networks, 'x')).toBe(isOn);
  });
});
