import { DpfNetwork } from '../../managementCluster/ManagementCluster';
import { FieldProblem } from '../DpuClusterRequest';
import { canonicalAddress } from '../fields/vip';
import { AddressRange, edgeOfCidr, parseIdRange } from './AddressRange';

/** The values that other clusters of the management cluster have. @public */
export interface TakenEndpoints {
  vips: Iterable<string>;
  virtualRouterIds: Iterable<number>;
}

/** A VIP and a virtual router id of a network that nobody uses. @public */
export interface FreeEndpoint {
  vip: string;
  virtualRouterID: number;
}

/**
 * What an address of the network is that no cluster can have: “the gateway”, or an edge of one of its CIDRs.
 *
 * @public
 */
export function unusableInNetwork(
  vip: string,
  network: DpfNetwork,
): string | undefined {
  const { gateway, vipRanges } = network;
  if (gateway && canonicalAddress(gateway) === canonicalAddress(vip)) {
    return 'the gateway';
  }
  return vipRanges.map(text => edgeOfCidr(vip, text)).find(Boolean);
}

/** Why no cluster of the network can have this VIP, whoever has others; `undefined` when one can. @public */
export function vipProblemInNetwork(
  vip: string,
  network: DpfNetwork,
): string | undefined {
  const unusable = unusableInNetwork(vip, network);
  return unusable && `${vip} is ${unusable} of network ${network.name}.`;
}

/** The lowest free VIP of the network; `undefined` when all are taken. @public */
export function nextFreeVip(
  network: DpfNetwork,
  taken: Iterable<string>,
): string | undefined {
  const takenSet = new Set<string>();
  for (const vip of [...taken, network.gateway ?? '']) {
    takenSet.add(canonicalAddress(vip) ?? vip);
  }
  for (const text of network.vipRanges) {
    const free = AddressRange.parse(text)?.firstFree(takenSet);
    if (free) {
      return free;
    }
  }
  return undefined;
}

/** The lowest free router id of the network; `undefined` when all are taken. @public */
export function nextFreeVirtualRouterId(
  network: DpfNetwork,
  taken: Iterable<number>,
): number | undefined {
  const unusable = new Set([
    ...taken,
    ...(network.excludedVirtualRouterIds ?? []),
  ]);
  for (const text of network.virtualRouterIds) {
    const free = parseIdRange(text)?.find(id => !unusable.has(id));
    if (free !== undefined) {
      return free;
    }
  }
  return undefined;
}

/**
 * Picks the VIP and router id of a new cluster, or returns a problem that names what is used up. Pure: to prevent two
 * requests from getting the same, the caller reserves it.
 *
 * @public
 */
export function nextFreeEndpoint(
  network: DpfNetwork,
  taken: TakenEndpoints,
): { endpoint: FreeEndpoint } | { problem: FieldProblem } {
  const vip = nextFreeVip(network, taken.vips);
  if (vip === undefined) {
    return usedUp(network, `All VIPs (${network.vipRanges.join(', ')})`);
  }
  const id = nextFreeVirtualRouterId(network, taken.virtualRouterIds);
  if (id === undefined) {
    const ids = network.virtualRouterIds.join(', ');
    return usedUp(network, `All virtual router ids (${ids})`);
  }
  return { endpoint: { vip, virtualRouterID: id } };
}

function usedUp(network: DpfNetwork, what: string): { problem: FieldProblem } {
  return {
    problem: {
      field: 'network',
      reason: `${what} of ${network.name} are in use. The platform team can add more.`,
    },
  };
}
