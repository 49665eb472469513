import { KeepalivedSpec } from '../../cluster/DpuCluster';
import { DpfNetwork } from '../../managementCluster/ManagementCluster';
import { AddressRange, parseIdRange } from './AddressRange';

/** A network of a management cluster. @public */
export interface SiteNetwork {
  managementCluster: string;
  network: DpfNetwork;
}

/** Two networks that may be one L2 segment. @public */
export interface NetworkOverlap {
  networks: readonly [SiteNetwork, SiteNetwork];
  /** Both hand out some address; otherwise only some router id, beside each other. */
  addresses: boolean;
}

function rangesOf({ vipRanges }: DpfNetwork): AddressRange[] {
  return vipRanges.flatMap(text => AddressRange.parse(text) ?? []);
}

function idsOf(network: DpfNetwork): number[] {
  const { virtualRouterIds, excludedVirtualRouterIds = [] } = network;
  return virtualRouterIds
    .flatMap(text => parseIdRange(text) ?? [])
    .filter(id => !excludedVirtualRouterIds.includes(id));
}

/**
 * Whether the endpoint of a cluster may be on the segment: its VIP is in a range of one of the segment's networks, or in
 * no range and on their interface.
 *
 * @public
 */
export function isOnSegment(
  keepalived: Pick<KeepalivedSpec, 'vip' | 'interface'>,
  networks: readonly DpfNetwork[],
  segment: string,
): boolean {
  const having = networks.filter(network =>
    rangesOf(network).some(range => range.contains(keepalived.vip)),
  );
  return having.length > 0
    ? having.some(network => network.segment === segment)
    : networks.some(
        network =>
          network.segment === segment &&
          network.interface === keepalived.interface,
      );
}

function overlapOf(a: SiteNetwork, b: SiteNetwork): NetworkOverlap | undefined {
  const [first, second] = [a.network, b.network];
  const areNamed = first.segment !== undefined && second.segment !== undefined;
  if (areNamed || first.interface !== second.interface) {
    return undefined;
  }
  const [ranges, others] = [rangesOf(first), rangesOf(second)];
  const meet = (test: (range: AddressRange, other: AddressRange) => boolean) =>
    ranges.some(range => others.some(other => test(range, other)));
  if (meet((range, other) => range.meets(other))) {
    return { networks: [a, b], addresses: true };
  }
  // Within a management cluster, no router id is given twice on an interface.
  const ids = new Set(idsOf(second));
  return a.managementCluster !== b.managementCluster &&
    idsOf(first).some(id => ids.has(id)) &&
    meet((range, other) => range.isBeside(other))
    ? { networks: [a, b], addresses: false }
    : undefined;
}

/**
 * The pairs of networks, of one or of two management clusters, that may be one segment and are not said to be one: they
 * hand out the same addresses on an interface of the same name, or the same router ids beside each other.
 *
 * @public
 */
export function networkOverlaps(
  networks: readonly SiteNetwork[],
): NetworkOverlap[] {
  return networks.flatMap((a, i) =>
    networks.slice(i + 1).flatMap(b => overlapOf(a, b) ?? []),
  );
}
