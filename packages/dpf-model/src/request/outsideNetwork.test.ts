import { aNetwork } from '@dpf-portal/test-support';
import { outsideNetwork } from './outsideNetwork';

const NETWORK = aNetwork({
  vipRanges: ['10.66.66.66-10.66.66.70', '10.66.67.0/29', 'fd00::10'],
  virtualRouterIds: ['126-130', '7'],
  excludedVirtualRouterIds: [128],
});

describe('outsideNetwork', () => {
  it.each([
    undefined,
    {},
    { vip: '10.66.66.70', virtualRouterID: 126, interface: 'br-dpu' },
    { vip: '10.66.67.6', virtualRouterID: 7 },
    { vip: 'FD00:0::0010' },
  ])('is nothing of what the network gives out: %j', keepalived => {
    expect(outsideNetwork(keepalived, NETWORK)).toEqual([]);
  });

  it.each([
    [{ vip: '10.66.66.71' }, '10.66.66.71 is outside'],
    [{ vip: '10.66.66.65' }, '10.66.66.65 is outside'],
    // Names the network, and everybody on it.
    [{ vip: '10.66.67.0' }, '10.66.67.0 is outside'],
    [{ vip: '10.66.67.7' }, '10.66.67.7 is outside'],
    [{ vip: 'fd00::11' }, 'fd00::11 is outside'],
    [{ virtualRouterID: 131 }, 'id 131 is outside'],
    [{ virtualRouterID: 128 }, 'id 128 is excluded'],
    [{ interface: 'eth0' }, 'is on br-dpu, not on eth0'],
  ])('is %j', (keepalived, reason) => {
    const [field] = Object.keys(keepalived);
    expect(outsideNetwork(keepalived, NETWORK)).toEqual([
      {
        field: `keepalived.${field}`,
        reason: expect.stringContaining(reason),
      },
    ]);
  });

  it('is everything where there is no network', () => {
    const keepalived = { vip: '10.0.0.1', virtualRouterID: 1, interface: 'a' };
    expect(
      outsideNetwork(keepalived, undefined).map(({ field }) => field),
    ).toEqual([
      'keepalived.vip',
      'keepalived.virtualRouterID',
      'keepalived.interface',
    ]);
    expect(outsideNetwork({}, undefined)).toEqual([]);
  });
});
