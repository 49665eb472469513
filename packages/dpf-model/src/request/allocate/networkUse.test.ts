import { aNetwork } from '@dpf-portal/test-support';
import { networksNearlyFull } from '../../findings/networkFindings';
import { AddressRange } from './AddressRange';
import { HeldEndpoint, networkUseOf } from './networkUse';

const node = (vip: string): HeldEndpoint => ({
  vip,
  holder: { kind: 'Node', name: vip },
});
const cluster = (
  name: string,
  vip: string,
  virtualRouterID: number,
): HeldEndpoint => ({
  vip,
  virtualRouterID,
  holder: { kind: 'Cluster', namespace: 'team-a', name, group: 'g' },
});

const network = aNetwork({
  vipRanges: ['10.0.0.1-10.0.0.20'],
  virtualRouterIds: ['100-119'],
});

describe('networkUseOf', () => {
  it('counts what is in the ranges, once, in any spelling', () => {
    const use = networkUseOf(
      aNetwork({ vipRanges: ['fd00::/120'], virtualRouterIds: ['1-9'] }),
      [
        cluster('blue', 'fd00:0::5', 3),
        node('FD00::5'),
        node('fd00::ff00'),
        node('10.0.0.1'),
      ],
    );
    expect(use.vips).toEqual({ total: 255, used: 1, free: 254 });
    expect(use.virtualRouterIds).toEqual({ total: 9, used: 1, free: 8 });
    expect(use.holders.map(({ vip, holder }) => [vip, holder.kind])).toEqual([
      ['fd00::5', 'Cluster'],
      ['fd00::5', 'Node'],
    ]);
  });

  it('shows a cluster and what runs for it as one holder, and what runs otherwise as another', () => {
    const part = (
      kind: 'TenantControlPlane' | 'DaemonSet',
      vip: string,
      virtualRouterID?: number,
    ): HeldEndpoint => ({
      vip,
      virtualRouterID,
      holder: { kind, namespace: 'team-a', name: 'blue' },
    });
    const { holders, vips, virtualRouterIds } = networkUseOf(network, [
      part('DaemonSet', '10.0.0.3', 101),
      part('TenantControlPlane', '10.0.0.3'),
      part('DaemonSet', '10.0.0.4', 102),
      cluster('blue', '10.0.0.3', 101),
      {
        vip: '10.0.0.3',
        virtualRouterID: 101,
        holder: { kind: 'Reservation', namespace: 'team-a', name: 'blue' },
      },
    ]);
    expect(holders.map(({ vip, holder }) => `${holder.kind} ${vip}`)).toEqual([
      'Cluster 10.0.0.3',
      'DaemonSet 10.0.0.4',
    ]);
    expect([vips.used, virtualRouterIds.used]).toEqual([2, 2]);
  });

  it('counts the gateway as used, and leaves excluded router ids out', () => {
    const use = networkUseOf(
      aNetwork({
        vipRanges: ['10.0.0.0/29'],
        gateway: '10.0.0.1',
        virtualRouterIds: ['1-3', '9'],
        excludedVirtualRouterIds: [2],
      }),
      [],
    );
    expect(use.vips).toEqual({ total: 6, used: 1, free: 5 });
    expect(use.holders).toEqual([
      { vip: '10.0.0.1', holder: { kind: 'Gateway' } },
    ]);
    expect(use.virtualRouterIds.total).toBe(3);
    expect(use.virtualRouterIdRanges.map(({ total }) => total)).toEqual([2, 1]);
    expect(use.virtualRouterIdRanges[0].cells.map(c => c.first)).toEqual([
      '1',
      '3',
    ]);
  });

  it.each([
    ['10.0.0.0/16', 65_534],
    ['10.0.0.0-10.0.255.255', 65_536],
    ['fd00::/64', 2 ** 64 - 1],
  ])('bounds the picture of %s', (range, total) => {
    const started = performance.now();
    const { vipRanges } = networkUseOf(aNetwork({ vipRanges: [range] }), [
      node('10.0.0.7'),
      node('10.0.255.250'),
      node('fd00::1'),
    ]);
    const [{ cells, total: known }] = vipRanges;
    expect(known).toBe(total);
    expect(cells).toHaveLength(64);
    expect(cells.reduce((sum, cell) => sum + cell.total, 0)).toBe(total);
    expect(cells[0].used).toBe(1);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('has a cell for each address of a small range', () => {
    const [{ cells }] = networkUseOf(network, [node('10.0.0.2')]).vipRanges;
    expect(cells).toHaveLength(20);
    expect(cells[1]).toEqual({
      first: '10.0.0.2',
      total: 1,
      used: 1,
      free: 0,
    });
  });

  it('counts addresses of overlapping ranges once', () => {
    const { vips, vipRanges } = networkUseOf(
      aNetwork({ vipRanges: ['10.0.0.1-10.0.0.10', '10.0.0.6-10.0.0.12'] }),
      [node('10.0.0.7')],
    );
    expect(vips).toEqual({ total: 12, used: 1, free: 11 });
    expect(vipRanges.map(({ used }) => used)).toEqual([1, 1]);
    const ranges = ['10.0.0.1', 'fd00::1', '10.0.0.1-10.0.0.2'];
    expect(
      AddressRange.sizeOfAll(ranges.flatMap(r => AddressRange.parse(r) ?? [])),
    ).toBe(3n);
  });
});

describe('a network', () => {
  const taken = (vips: number, ids: number) =>
    networkUseOf(
      network,
      Array.from({ length: Math.max(vips, ids) }, (_, i) => ({
        ...(i < vips && { vip: `10.0.0.${i + 1}` }),
        ...(i < ids && { virtualRouterID: 100 + i }),
        holder: { kind: 'Node' as const, name: `n${i}` },
      })),
    );

  it.each([
    [0, 0, 'free'],
    [17, 17, 'free'],
    [18, 0, 'nearlyFull'],
    [0, 18, 'nearlyFull'],
    [20, 0, 'full'],
    [0, 20, 'full'],
  ])('with %i VIPs and %i router ids of 20 used is %s', (vips, ids, level) => {
    expect(taken(vips, ids).level).toBe(level);
  });

  it('of many addresses is nearly full when five are left', () => {
    const wide = aNetwork({
      vipRanges: ['10.0.0.0/16'],
      virtualRouterIds: ['1-255'],
    });
    const ids = (used: number) =>
      networkUseOf(
        wide,
        Array.from({ length: used }, (_, i) => ({
          virtualRouterID: i + 1,
          holder: { kind: 'Node' as const },
        })),
      ).level;
    expect([ids(249), ids(250)]).toEqual(['free', 'nearlyFull']);
  });

  it('that is full or nearly so is one finding', () => {
    expect(
      networksNearlyFull([{ name: 'lab', use: taken(0, 0) }]),
    ).toBeUndefined();
    expect(
      networksNearlyFull([
        { name: 'lab', use: taken(19, 2) },
        { name: 'wide', use: taken(0, 0) },
      ]),
    ).toMatchObject({
      code: 'NetworkNearlyFull',
      severity: 'warning',
      who: 'platform',
      sentence:
        'Network lab is nearly full: 1 of 20 VIPs and 18 of 20 virtual router ids are free.',
    });
    expect(
      networksNearlyFull([
        { name: 'lab', use: taken(19, 2) },
        { name: 'old', use: taken(3, 20) },
      ]),
    ).toMatchObject({
      severity: 'error',
      sentence: expect.stringMatching(
        /^Network old has no free virtual router id \(20 of 20 are used\), so no kamaji cluster can be created on it\. Network lab/,
      ),
      evidence: { networks: ['old', 'lab'] },
    });
  });
});
