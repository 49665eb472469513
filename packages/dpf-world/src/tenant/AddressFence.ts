import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import {
  AddressNotAllowedError,
  AddressRefusal,
} from './AddressNotAllowedError';
import { Address, carriedAddresses } from './carriedAddresses';

/** The ranges of `ipaddr.js` that DPU clusters may use, unless an operator configures networks. */
const DEFAULT_RANGES = new Set(['unicast', 'private', 'uniqueLocal']);

/** An address in these ranges is the machine itself. */
const LOCAL_RANGES = new Map<string, 'loopback' | 'unspecified' | 'link-local'>(
  [
    ['loopback', 'loopback'],
    ['unspecified', 'unspecified'],
    ['linkLocal', 'link-local'],
  ],
);

/** In a pod they are the API server of the pod's own cluster, elsewhere nothing. */
const IN_CLUSTER_NAMES = /^kubernetes\.default(\.svc(\.[a-z0-9.-]+)?)?\.?$/i;

const NO_SERVER_RANGES = new Set(['multicast', 'broadcast']);

/** Metadata services: a client on a cloud's machine gets that machine's credentials from them. */
const METADATA_ADDRESSES = [
  '169.254.169.254',
  'fd00:ec2::254',
  // AWS: ECS tasks, EKS pods.
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::23',
  // Google Cloud over IPv6, Azure's platform, Alibaba Cloud, Oracle Cloud.
  'fd20:ce::254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
].map(text => ipaddr.parse(text));

function parse(address: string): Address | undefined {
  const bare = address.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined;
}

function isSame(one: Address, other: Address): boolean {
  return (
    one.kind() === other.kind() &&
    one.match(other, one.kind() === 'ipv4' ? 32 : 128)
  );
}

function inCidr(address: Address, cidr: string): boolean {
  const [range, bits] = ipaddr.parseCIDR(cidr);
  return address.kind() === range.kind() && address.match(range, bits);
}

/**
 * Who chose a server: a user, who may choose any address, or Kamaji, which wrote the kubeconfig of a control plane that
 * it made.
 *
 * @public
 */
export type ServerNamedBy = 'user' | 'kamaji';

/** Which addresses an {@link AddressFence} admits, and how it resolves names. @public */
export interface AddressFenceOptions {
  allowedCidrs?: readonly string[];
  /** The management API's own server URL: never reached as a tenant. */
  managementServer?: string;
  /** For tests. */
  resolve?: (host: string) => Promise<string[]>;
  /** Addresses of this machine; for tests. */
  ownAddresses?: () => string[];
}

async function resolveByDns(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Read for each connection, because addresses change; a VIP is one of them. */
function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap(
    addresses => addresses?.map(({ address }) => address) ?? [],
  );
}

/**
 * Decides which addresses of kubeconfigs may be reached. Without it, a server that a user chooses allows request
 * forgery.
 *
 * @public
 */
export class AddressFence {
  readonly #allowed?: readonly string[];
  readonly #management?: URL;
  readonly #resolve: (host: string) => Promise<string[]>;
  readonly #ownAddresses: () => string[];

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
    this.#ownAddresses = options.ownAddresses ?? addressesOfThisMachine;
  }

  /** An operator has configured the networks of DPU clusters, so users may learn what answers in them. */
  get isNarrowed(): boolean {
    return this.#allowed !== undefined;
  }

  /**
   * Resolves the address to connect to. The caller connects to exactly this address, so that a second look-up cannot
   * lead to another one.
   *
   * @throws AddressNotAllowedError when any address of the host is refused, or the name is unknown here.
   */
  async admit(
    host: string,
    port: number,
    options: { namedBy?: ServerNamedBy } = {},
  ): Promise<string> {
    const { namedBy = 'user' } = options;
    const literal = parse(host);
    // Mapped addresses are shown as the IPv4 addresses that they are.
    const shown = literal?.toString() ?? host;
    const where = `${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
    if (IN_CLUSTER_NAMES.test(host)) {
      throw new AddressNotAllowedError({ kind: 'inCluster' }, where);
    }
    const addresses = literal
      ? [literal.toString()]
      : await this.#addressesOf(host, where);
    for (const address of addresses) {
      const refusal = await this.#refusalOf(address, port, namedBy);
      if (refusal) {
        throw new AddressNotAllowedError(refusal, where);
      }
    }
    return addresses[0];
  }

  async #addressesOf(host: string, where: string): Promise<string[]> {
    let addresses: string[];
    try {
      addresses = await this.#resolve(host.replace(/\.$/, ''));
    } catch (cause) {
      throw new AddressNotAllowedError({ kind: 'unresolved' }, where, {
        cause,
      });
    }
    if (addresses.length === 0) {
      throw new AddressNotAllowedError({ kind: 'unresolved' }, where);
    }
    return addresses;
  }

  async #refusalOf(
    text: string,
    port: number,
    namedBy: ServerNamedBy,
  ): Promise<AddressRefusal | undefined> {
    const address = parse(text);
    if (!address) {
      return { kind: 'outside' };
    }
    const carried = carriedAddresses(address);
    for (const reached of carried.length ? carried : [address]) {
      const refusal =
        (await this.#neverOf(reached, port)) ??
        (this.#allowed
          ? this.#unlistedOf(reached, this.#allowed)
          : this.#unusualOf(reached, namedBy));
      if (refusal) {
        return refusal;
      }
    }
    return undefined;
  }

  /** Refused whatever networks are configured. */
  async #neverOf(
    address: Address,
    port: number,
  ): Promise<AddressRefusal | undefined> {
    if (METADATA_ADDRESSES.some(other => isSame(address, other))) {
      return { kind: 'metadata' };
    }
    const url = this.#management;
    if (!url || !(await this.#isManagement(address, url))) {
      return undefined;
    }
    if (port === Number(url.port || 443)) {
      return { kind: 'management' };
    }
    // With configured networks, the operator has allowed the address. A loopback address is refused anyway.
    return this.#allowed || LOCAL_RANGES.has(address.range())
      ? undefined
      : { kind: 'besideManagement' };
  }

  #unlistedOf(
    address: Address,
    allowed: readonly string[],
  ): AddressRefusal | undefined {
    return allowed.some(cidr => inCidr(address, cidr))
      ? undefined
      : rangeRefusal(address) ?? { kind: 'outside' };
  }

  #unusualOf(
    address: Address,
    namedBy: ServerNamedBy,
  ): AddressRefusal | undefined {
    const range = address.range();
    if (!DEFAULT_RANGES.has(range)) {
      return rangeRefusal(address) ?? { kind: 'special', range };
    }
    // keepalived may hold the VIP of a control plane on this machine.
    const isOwn =
      namedBy === 'user' &&
      this.#ownAddresses().some(text => {
        const own = parse(text);
        return own !== undefined && isSame(address, own);
      });
    return isOwn ? { kind: 'own' } : undefined;
  }

  async #isManagement(address: Address, url: URL): Promise<boolean> {
    const literal = parse(url.hostname);
    const own = literal
      ? [literal.toString()]
      : await this.#resolve(url.hostname).catch(() => []);
    return own.some(text => {
      const other = parse(text);
      return other !== undefined && isSame(address, other);
    });
  }
}

/** The refusal of an address in a range that DPU clusters cannot use, whatever the operator configures. */
function rangeRefusal(address: Address): AddressRefusal | undefined {
  const range = address.range();
  const local = LOCAL_RANGES.get(range);
  if (local) {
    return { kind: 'local', range: local };
  }
  return NO_SERVER_RANGES.has(range) ? { kind: 'noServer', range } : undefined;
}
