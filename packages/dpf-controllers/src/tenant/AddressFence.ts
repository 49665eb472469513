import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { AddressNotAllowedError } from './AddressNotAllowedError';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Ranges of `ipaddr.js` that no tenant lives in: to reach them is to reach this machine or its network's own services. */
const REFUSED_RANGES = new Set([
  'unspecified',
  'broadcast',
  'multicast',
  'linkLocal',
  'loopback',
]);

function parse(address: string): Address | undefined {
  const bare = address.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined;
}

function inCidr(address: Address, cidr: string): boolean {
  const [range, bits] = ipaddr.parseCIDR(cidr);
  return address.kind() === range.kind() && address.match(range, bits);
}

/** @public */
export interface AddressFenceOptions {
  allowedCidrs?: readonly string[];
  /** The management API's own server URL: never reached as a tenant. */
  managementServer?: string;
  /** For tests. */
  resolve?: (host: string) => Promise<string[]>;
}

async function resolveByDns(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/**
 * Decides which addresses named by a kubeconfig may be reached. A server that a user names is request forgery unless it
 * is fenced.
 *
 * @public
 */
export class AddressFence {
  readonly #allowed?: readonly string[];
  readonly #management?: URL;
  readonly #resolve: (host: string) => Promise<string[]>;

  /** @throws Error when a CIDR cannot be read. */
  constructor(options: AddressFenceOptions) {
    this.#allowed = options.allowedCidrs?.length
      ? options.allowedCidrs
      : undefined;
    for (const cidr of this.#allowed ?? []) {
      ipaddr.parseCIDR(cidr);
    }
    this.#management = options.managementServer
      ? new URL(options.managementServer)
      : undefined;
    this.#resolve = options.resolve ?? resolveByDns;
  }

  /**
   * The address to connect to. The caller connects to exactly this one, so that a second look-up cannot lead elsewhere.
   *
   * @throws AddressNotAllowedError when any address of the host is refused, or the name is unknown here.
   */
  async admit(host: string, port: number): Promise<string> {
    const literal = parse(host);
    let addresses: string[];
    try {
      addresses = literal
        ? [literal.toString()]
        : await this.#resolve(host.replace(/\.$/, ''));
    } catch {
      addresses = [];
    }
    if (addresses.length === 0) {
      throw new AddressNotAllowedError(
        `The name ${host} cannot be resolved from here, so it cannot be checked.`,
      );
    }
    for (const address of addresses) {
      await this.#check(address, host, port);
    }
    return addresses[0];
  }

  async #check(text: string, host: string, port: number): Promise<void> {
    const address = parse(text);
    const refuse = (why: string) =>
      new AddressNotAllowedError(`${host}:${port} may not be reached: ${why}.`);
    if (!address) {
      throw refuse('it is not an IP address');
    }
    if (await this.#isManagement(address, port)) {
      throw refuse('it is the management cluster’s own API');
    }
    if (this.#allowed) {
      if (!this.#allowed.some(cidr => inCidr(address, cidr))) {
        throw refuse('it is outside the allowed networks');
      }
    } else if (REFUSED_RANGES.has(address.range())) {
      throw refuse(`${address.range()} addresses are not allowed`);
    }
  }

  async #isManagement(address: Address, port: number): Promise<boolean> {
    const url = this.#management;
    if (!url) {
      return false;
    }
    // With a list of networks the operator has named the address; only the very port is then refused.
    if (this.#allowed && port !== Number(url.port || 443)) {
      return false;
    }
    const literal = parse(url.hostname);
    const own = literal
      ? [literal.toString()]
      : await this.#resolve(url.hostname).catch(() => []);
    return own.some(other => parse(other)?.toString() === address.toString());
  }
}
