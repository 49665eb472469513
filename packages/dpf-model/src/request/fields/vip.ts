import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The rules compare the addresses of every cluster again and again, and reading one takes longer than the rest of a rule. */
const addresses = new Map<string, Address | undefined>();
const MOST_ADDRESSES = 20_000;
/** What is longer than any address is not kept. */
const LONGEST_ADDRESS = 64;

/** Reads an address the way Kubernetes does: no `10.1`, no octal, no zone. */
export function parseAddress(text: string): Address | undefined {
  if (addresses.has(text)) {
    return addresses.get(text);
  }
  const address = readAddress(text);
  if (addresses.size >= MOST_ADDRESSES) {
    addresses.clear();
  }
  if (text.length <= LONGEST_ADDRESS) {
    addresses.set(text, address);
  }
  return address;
}

function readAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return ipaddr.IPv4.parse(text);
  }
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)
    ? ipaddr.IPv6.parse(text)
    : undefined;
}

/**
 * The canonical spelling of an IP address, so that two can be compared; `undefined` when it is none.
 *
 * @public
 */
export function canonicalAddress(text: string): string | undefined {
  return parseAddress(text)?.toString();
}

/**
 * Ranges that hold no address for a VIP, the narrower one first. `deploy/charts/dpf-portal/admission` holds the same list; a test compares
 * them.
 */
const UNUSABLE: ReadonlyArray<readonly [cidr: string, why: string]> = [
  ['0.0.0.0/8', 'it means “no address”'],
  ['127.0.0.0/8', 'it never leaves the host'],
  ['169.254.0.0/16', 'link-local addresses are not routed'],
  ['224.0.0.0/4', 'it is a multicast address'],
  ['255.255.255.255/32', 'it is the broadcast address'],
  ['240.0.0.0/4', 'class E is reserved, hosts and routers drop it'],
  ['::/128', 'it means “no address”'],
  ['::1/128', 'it never leaves the host'],
  ['::/8', 'the range is reserved'],
  ['100::/64', 'routers discard what is sent to this range'],
  ['fe80::/10', 'link-local addresses are not routed'],
  ['fec0::/10', 'the range was withdrawn'],
  ['ff00::/8', 'it is a multicast address'],
];

/** Ranges that hold no address for a VIP, as CIDRs. @public */
export const UNUSABLE_VIP_RANGES: readonly string[] = UNUSABLE.map(
  ([cidr]) => cidr,
);

const UNUSABLE_PARSED = UNUSABLE.map(
  ([cidr, why]) => [ipaddr.parseCIDR(cidr), why] as const,
);

function whyUnusable(address: Address): string | undefined {
  if (address.range() === 'ipv4Mapped') {
    return 'write it as an IPv4 address';
  }
  const found = UNUSABLE_PARSED.find(
    ([range]) => range[0].kind() === address.kind() && address.match(range),
  );
  return found?.[1];
}

/** Why this cannot be a cluster's VIP; `undefined` when it can. @public */
export function vipProblem(vip: string): string | undefined {
  const address = parseAddress(vip);
  if (!address) {
    return 'Give one IP address, such as 10.0.0.10.';
  }
  const why = whyUnusable(address);
  return why
    ? `This address cannot be used: ${why}. Choose another.`
    : undefined;
}
