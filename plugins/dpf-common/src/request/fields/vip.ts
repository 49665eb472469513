import ipaddr from 'ipaddr.js';

/** Reads an address the way Kubernetes does: no `10.1`, no octal, no zone. */
export function parseAddress(
  text: string,
): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return ipaddr.IPv4.parse(text);
  }
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)
    ? ipaddr.IPv6.parse(text)
    : undefined;
}

/**
 * One spelling for every spelling of an IP address, so that two can be compared; `undefined` when it is none.
 *
 * @public
 */
export function canonicalAddress(text: string): string | undefined {
  return parseAddress(text)?.toString();
}

const UNUSABLE: Record<string, string> = {
  unspecified: 'it means “no address”',
  broadcast: 'it is the broadcast address',
  multicast: 'it is a multicast address',
  loopback: 'it never leaves the host',
  ipv4Mapped: 'write it as an IPv4 address',
};

/** Why this cannot be a cluster's VIP; `undefined` when it can. @public */
export function vipProblem(vip: string): string | undefined {
  const address = parseAddress(vip);
  if (!address) {
    return 'Give one IP address, such as 10.0.0.10.';
  }
  const unusable = UNUSABLE[address.range()];
  return unusable ? `This address cannot be used: ${unusable}.` : undefined;
}
