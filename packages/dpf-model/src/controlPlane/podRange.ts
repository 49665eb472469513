import ipaddr from 'ipaddr.js';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { parseAddress } from '../request/fields/vip';

/** The range of Services in a hosted control plane: Kamaji's default, which DPF and this project leave as it is. @public */
export const SERVICE_CIDR = '10.96.0.0/16';

/** The pod range that Kamaji takes where a control plane names none. @public */
export const KAMAJI_POD_CIDR = '10.244.0.0/16';

/** What kube-controller-manager gives each node, as Kamaji runs it. */
const NODE_MASK = { ipv4: 24, ipv6: 64 };
/** It does not start with a range that is wider than this many bits above a node's. */
const WIDEST_BITS = 16;

/** An address range. */
export interface Cidr {
  address: ipaddr.IPv4 | ipaddr.IPv6;
  prefix: number;
}

/** Reads a CIDR the way Kubernetes does; `undefined` when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [, addressText, prefixText] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = addressText && parseAddress(addressText);
  const prefix = Number(prefixText);
  return address && prefix <= address.toByteArray().length * 8
    ? { address, prefix }
    : undefined;
}

/** Whether two ranges have an address in common; false where one of them is no range. @public */
export function cidrsOverlap(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  if (!a || !b || a.address.kind() !== b.address.kind()) {
    return false;
  }
  const prefix = Math.min(a.prefix, b.prefix);
  return a.address.match(b.address, prefix);
}

function networkOf({ address, prefix }: Cidr): string {
  const text = `${address}/${prefix}`;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${network}/${prefix}`;
}

/**
 * For how many nodes, which are DPUs here, a control plane has room with these pod ranges: it gives each a /24 of an IPv4
 * range and a /64 of an IPv6 range. With two ranges a node needs one of each. `undefined` where a range cannot be read.
 *
 * @public
 */
export function nodesInPodRanges(cidrs: readonly string[]): number | undefined {
  const rooms = cidrs.map(text => {
    const cidr = parseCidr(text);
    const bits = cidr && NODE_MASK[cidr.address.kind()] - cidr.prefix;
    return bits === undefined ? NaN : Math.floor(2 ** bits);
  });
  return rooms.length && !rooms.some(Number.isNaN)
    ? Math.min(...rooms)
    : undefined;
}

/** The pod ranges that a control plane was made with. @public */
export function podRangesOf({ spec }: TenantControlPlane): readonly string[] {
  const { podCidrs, podCidr } = spec?.networkProfile ?? {};
  return podCidrs?.length ? podCidrs : [podCidr || KAMAJI_POD_CIDR];
}

/** Why new control planes cannot have this pod range; `undefined` when they can. @public */
export function podRangeProblem(text: string): string | undefined {
  const cidr = parseCidr(text);
  if (!cidr) {
    return `${text} is no address range; give one such as 10.244.0.0/14.`;
  }
  if (cidr.address.kind() === 'ipv6') {
    return `${text} is an IPv6 range. The Services of a DPU cluster have IPv4 addresses, and its pods need an IPv4 range too.`;
  }
  const network = networkOf(cidr);
  if (network !== text) {
    return `${text} is not the first address of its range; write ${network}.`;
  }
  if (cidr.prefix > NODE_MASK.ipv4) {
    return `${text} has no room for a single DPU: each gets a /${NODE_MASK.ipv4}. Give a wider range.`;
  }
  if (cidr.prefix < NODE_MASK.ipv4 - WIDEST_BITS) {
    return `${text} is too wide: kube-controller-manager takes /${
      NODE_MASK.ipv4 - WIDEST_BITS
    } at most.`;
  }
  return cidrsOverlap(text, SERVICE_CIDR)
    ? `${text} overlaps ${SERVICE_CIDR}, the range of the Services. Give another range.`
    : undefined;
}
