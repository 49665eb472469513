import ipaddr from 'ipaddr.js';

/** @see AddressFence */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Where IPv6 addresses of a prefix hold an IPv4 address: the positions of its four bytes. */
interface Carrier {
  prefix: [ipaddr.IPv6, number];
  layouts: Array<[number, number, number, number]>;
}

const LAST: Carrier['layouts'][number] = [12, 13, 14, 15];

function carrier(cidr: string, ...layouts: Carrier['layouts']): Carrier {
  return { prefix: ipaddr.IPv6.parseCIDR(cidr), layouts };
}

const CARRIERS: Carrier[] = [
  // IPv4-compatible (RFC 4291); deprecated, yet a system may still route them.
  carrier('::/96', LAST),
  // NAT64 (RFC 6052).
  carrier('64:ff9b::/96', LAST),
  // NAT64 for local use (RFC 8215). Each network chooses one of the layouts of RFC 6052, so all are tried.
  carrier(
    '64:ff9b:1::/48',
    [6, 7, 9, 10],
    [7, 9, 10, 11],
    [9, 10, 11, 12],
    LAST,
  ),
  // 6to4 (RFC 3056).
  carrier('2002::/16', [2, 3, 4, 5]),
];

function isZeroNetwork(address: ipaddr.IPv4): boolean {
  return address.octets[0] === 0;
}

/**
 * The IPv4 addresses that packets to an IPv6 address may reach behind a translator; none for other addresses. `::` and
 * `::1` carry nothing.
 */
export function carriedAddresses(address: Address): ipaddr.IPv4[] {
  if (!(address instanceof ipaddr.IPv6) || isLocal(address)) {
    return [];
  }
  const found = CARRIERS.find(({ prefix }) => address.match(prefix));
  if (!found) {
    return [];
  }
  const bytes = address.toByteArray();
  const carried = found.layouts.map(
    layout => new ipaddr.IPv4(layout.map(at => bytes[at])),
  );
  // A layout that the address does not use finds the zeros of the prefix or of the suffix.
  const likely = carried.filter(one => !isZeroNetwork(one));
  return likely.length ? likely : carried.slice(0, 1);
}

function isLocal(address: ipaddr.IPv6): boolean {
  return ['unspecified', 'loopback'].includes(address.range());
}
