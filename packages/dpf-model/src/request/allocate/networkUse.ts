import { DpfNetwork } from '../../managementCluster/ManagementCluster';
import { canonicalAddress } from '../fields/vip';
import { AddressRange, parseIdRange } from './AddressRange';

/** What has an address or a virtual router id of a network. @public */
export interface EndpointHolder {
  /**
   * `Cluster`: a DPU cluster, by its spec. `TenantControlPlane` and `DaemonSet`: what runs without a DPUCluster, or with
   * another value than the DPUCluster's. `OtherSite`: a DPU cluster of another management cluster on the segment.
   */
  kind:
    | 'Cluster'
    | 'TenantControlPlane'
    | 'DaemonSet'
    | 'Node'
    | 'Service'
    | 'ManagementApi'
    | 'ApiServer'
    | 'OtherSite'
    | 'Reservation'
    | 'Gateway';
  managementCluster?: string;
  namespace?: string;
  name?: string;
  /** The API group, of a DPU cluster. */
  group?: string;
  /** When a reservation ends; RFC 3339. */
  until?: string;
}

/** A value of a network that something has. @public */
export interface HeldEndpoint {
  vip?: string;
  virtualRouterID?: number;
  holder: EndpointHolder;
}

/** How much of something is used. @public */
export interface Use {
  /** Of an IPv6 prefix only approximately. */
  total: number;
  used: number;
  free: number;
}

/** A part of a range, as wide as one of at most 64 cells of its picture. @public */
export interface RangeCell extends Use {
  /** An address, or a router id. */
  first: string;
  /** Absent where the part is a single value. */
  last?: string;
}

/** One range of addresses or router ids. @public */
export interface RangeUse extends Use {
  /** As configured. */
  range: string;
  cells: RangeCell[];
}

/** How much of a network is used. @public */
export interface NetworkUse {
  vips: Use;
  virtualRouterIds: Use;
  /** `full`: no cluster can be created. `nearlyFull`: only a few can. */
  level: 'free' | 'nearlyFull' | 'full';
  vipRanges: RangeUse[];
  virtualRouterIdRanges: RangeUse[];
  /** What has values of the network, by address, then by router id. */
  holders: HeldEndpoint[];
}

const MOST_CELLS = 64;
/** Clusters that can still be created when a network counts as nearly full; fewer of a small network. */
const FEW = 5;

function useOf(total: bigint, used: number): Use {
  const size = Number(total);
  return { total: size, used, free: Math.max(0, size - used) };
}

/** Cells of equal width over `size` values, of which those at `offsets` are used. */
function cellsOf(
  size: bigint,
  offsets: readonly bigint[],
  textAt: (offset: bigint) => string,
): RangeCell[] {
  const most = BigInt(MOST_CELLS);
  const width = size > most ? (size + most - 1n) / most : 1n;
  const used = new Map<bigint, number>();
  for (const offset of offsets) {
    const cell = offset / width;
    used.set(cell, (used.get(cell) ?? 0) + 1);
  }
  const cells: RangeCell[] = [];
  for (let from = 0n; from < size; from += width) {
    const end = from + width < size ? from + width : size;
    cells.push({
      first: textAt(from),
      ...(end - from > 1n && { last: textAt(end - 1n) }),
      ...useOf(end - from, used.get(from / width) ?? 0),
    });
  }
  return cells;
}

function addressUse(text: string, taken: ReadonlySet<string>): RangeUse {
  const range = AddressRange.parse(text);
  if (!range) {
    return { range: text, ...useOf(0n, 0), cells: [] };
  }
  const offsets = [...taken].flatMap(vip => range.offsetOf(vip) ?? []);
  return {
    range: text,
    ...useOf(range.size, offsets.length),
    cells: cellsOf(range.size, offsets, offset => range.at(offset)),
  };
}

/** Excluded ids are not offered, so they are left out. */
function routerIdUse(
  text: string,
  excluded: ReadonlySet<number>,
  taken: ReadonlySet<number>,
): RangeUse {
  const ids = (parseIdRange(text) ?? []).filter(id => !excluded.has(id));
  const offsets = ids.flatMap((id, i) => (taken.has(id) ? [BigInt(i)] : []));
  const size = BigInt(ids.length);
  return {
    range: text,
    ...useOf(size, offsets.length),
    cells: cellsOf(size, offsets, offset => String(ids[Number(offset)])),
  };
}

/** Whether both are the same thing of one DPU cluster: it and its control plane or keepalived with the same values. */
function isPartOf(part: HeldEndpoint, whole: HeldEndpoint): boolean {
  const [a, b] = [part.holder, whole.holder];
  return (
    part !== whole &&
    b.kind === 'Cluster' &&
    (a.kind === 'TenantControlPlane' ||
      a.kind === 'DaemonSet' ||
      a.kind === 'Cluster' ||
      a.kind === 'Reservation') &&
    a.managementCluster === b.managementCluster &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    (a.group === undefined || b.group === undefined || a.group === b.group) &&
    (part.vip === undefined || part.vip === whole.vip) &&
    (part.virtualRouterID === undefined ||
      part.virtualRouterID === whole.virtualRouterID) &&
    // Of two equal ones, the one that says more stays.
    (a.kind !== 'Cluster' || part.virtualRouterID === undefined)
  );
}

/** How many clusters can still be created, and whether these are few. */
function levelOf(vips: Use, ids: Use): NetworkUse['level'] {
  const left = Math.min(vips.free, ids.free);
  const total = Math.min(vips.total, ids.total);
  if (left === 0) {
    return 'full';
  }
  return left <= Math.min(FEW, Math.ceil(total / 10)) ? 'nearlyFull' : 'free';
}

function orderOf(ranges: readonly (AddressRange | undefined)[], vip?: string) {
  for (const [index, range] of ranges.entries()) {
    const offset = vip === undefined ? undefined : range?.offsetOf(vip);
    if (offset !== undefined) {
      return { index, offset };
    }
  }
  return { index: ranges.length, offset: 0n };
}

/**
 * How much of a network is used, and by what. `held` is everything that the allocator counts as taken. Ranges are never
 * enumerated: their pictures have at most 64 cells.
 *
 * @public
 */
export function networkUseOf(
  network: DpfNetwork,
  held: readonly HeldEndpoint[],
): NetworkUse {
  const { vipRanges, virtualRouterIds, excludedVirtualRouterIds } = network;
  const ranges = vipRanges.map(text => AddressRange.parse(text));
  const gateway = canonicalAddress(network.gateway ?? '');
  const all: HeldEndpoint[] = [
    ...held.map(({ vip, ...others }) => ({
      ...others,
      ...(vip !== undefined && { vip: canonicalAddress(vip) ?? vip }),
    })),
    ...(gateway
      ? [{ vip: gateway, holder: { kind: 'Gateway' as const } }]
      : []),
  ];
  const excluded = new Set(excludedVirtualRouterIds);
  const offered = new Set(
    virtualRouterIds
      .flatMap(text => parseIdRange(text) ?? [])
      .filter(id => !excluded.has(id)),
  );
  const isIn = (vip: string) => ranges.some(range => range?.contains(vip));
  const takenVips = new Set(
    all.flatMap(({ vip }) => (vip !== undefined && isIn(vip) ? vip : [])),
  );
  const takenIds = new Set(
    all.flatMap(({ virtualRouterID: id }) =>
      id !== undefined && offered.has(id) ? id : [],
    ),
  );
  const vips = useOf(
    AddressRange.sizeOfAll(ranges.flatMap(range => range ?? [])),
    takenVips.size,
  );
  const ids = useOf(BigInt(offered.size), takenIds.size);
  const concerned = all.filter(
    ({ vip, virtualRouterID: id }) =>
      (vip !== undefined && takenVips.has(vip)) ||
      (id !== undefined && takenIds.has(id)),
  );
  const holders = concerned
    .filter(part => !concerned.some(whole => isPartOf(part, whole)))
    .map(endpoint => ({ endpoint, at: orderOf(ranges, endpoint.vip) }))
    .sort(
      (a, b) =>
        a.at.index - b.at.index ||
        Number(a.at.offset - b.at.offset) ||
        (a.endpoint.virtualRouterID ?? 256) -
          (b.endpoint.virtualRouterID ?? 256),
    )
    .map(({ endpoint }) => endpoint);
  return {
    vips,
    virtualRouterIds: ids,
    level: levelOf(vips, ids),
    vipRanges: vipRanges.map(text => addressUse(text, takenVips)),
    virtualRouterIdRanges: virtualRouterIds.map(text =>
      routerIdUse(text, excluded, takenIds),
    ),
    holders,
  };
}
