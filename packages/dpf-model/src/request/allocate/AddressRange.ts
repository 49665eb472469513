import ipaddr from 'ipaddr.js';
import { parseAddress } from '../fields/vip';
import { virtualRouterIdProblem } from '../fields/requestFields';

function toNumber(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return address
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function toAddress(value: bigint, size: number): string {
  const bytes: number[] = [];
  for (let rest = value; bytes.length < size; rest /= 256n) {
    bytes.unshift(Number(rest % 256n));
  }
  return ipaddr.fromByteArray(bytes).toString();
}

/**
 * A range of addresses, first and last included. It is never enumerated, because an IPv6 prefix has too many addresses.
 */
export class AddressRange {
  readonly #first: bigint;
  readonly #last: bigint;
  readonly #bytes: number;

  /** Reads `10.0.0.10-10.0.0.20`, a CIDR or a single address; `undefined` when it is none of them. */
  static parse(text: string): AddressRange | undefined {
    const trimmed = text.trim();
    if (trimmed.includes('/')) {
      return AddressRange.#parseCidr(trimmed);
    }
    const [first, last = first, ...rest] = trimmed
      .split('-')
      .map(part => parseAddress(part.trim()));
    if (!first || !last || rest.length || first.kind() !== last.kind()) {
      return undefined;
    }
    const [from, to] = [toNumber(first), toNumber(last)];
    return from <= to
      ? new AddressRange(from, to, first.toByteArray().length)
      : undefined;
  }

  static #parseCidr(text: string): AddressRange | undefined {
    const [address, prefixText, ...rest] = text.split('/');
    const parsed = parseAddress(address);
    if (!parsed || rest.length || !/^\d{1,3}$/.test(prefixText)) {
      return undefined;
    }
    const bytes = parsed.toByteArray().length;
    const hostBits = bytes * 8 - Number(prefixText);
    if (hostBits < 0) {
      return undefined;
    }
    const size = 2n ** BigInt(hostBits);
    const network = (toNumber(parsed) / size) * size;
    // The first address names the network (IPv6: any router of it), IPv4's last is its broadcast.
    const [skipFirst, skipLast] =
      hostBits > 1 ? [1n, bytes === 4 ? 1n : 0n] : [0n, 0n];
    return new AddressRange(
      network + skipFirst,
      network + size - 1n - skipLast,
      bytes,
    );
  }

  private constructor(first: bigint, last: bigint, bytes: number) {
    this.#first = first;
    this.#last = last;
    this.#bytes = bytes;
  }

  /** The lowest address that is not taken; `taken` is in canonical spelling. */
  firstFree(taken: ReadonlySet<string>): string | undefined {
    for (let value = this.#first; value <= this.#last; value += 1n) {
      const address = toAddress(value, this.#bytes);
      if (!taken.has(address)) {
        return address;
      }
    }
    return undefined;
  }

  /** How many addresses it has. */
  get size(): bigint {
    return this.#last - this.#first + 1n;
  }

  /** How far an address is from the first one; `undefined` when it is not in the range. */
  offsetOf(text: string): bigint | undefined {
    const address = this.contains(text) ? parseAddress(text) : undefined;
    return address && toNumber(address) - this.#first;
  }

  /** The address that is so far from the first one. */
  at(offset: bigint): string {
    return toAddress(this.#first + offset, this.#bytes);
  }

  /** How many different addresses the ranges have together. */
  static sizeOfAll(ranges: readonly AddressRange[]): bigint {
    const sorted = [...ranges].sort((a, b) => {
      if (a.#bytes !== b.#bytes) {
        return a.#bytes - b.#bytes;
      }
      return a.#first < b.#first ? -1 : 1;
    });
    let [size, bytes, end] = [0n, 0, -1n];
    for (const range of sorted) {
      if (range.#bytes !== bytes) {
        [bytes, end] = [range.#bytes, -1n];
      }
      const from = range.#first > end ? range.#first : end + 1n;
      if (range.#last >= from) {
        size += range.#last - from + 1n;
        end = range.#last;
      }
    }
    return size;
  }

  /** Whether an address of a CIDR is in the range. */
  overlaps(cidr: string): boolean {
    const [network, prefix] = ipaddr.parseCIDR(cidr);
    const bytes = network.toByteArray().length;
    const size = 2n ** BigInt(bytes * 8 - prefix);
    const first = (toNumber(network) / size) * size;
    return (
      bytes === this.#bytes &&
      first <= this.#last &&
      first + size - 1n >= this.#first
    );
  }

  /** Whether some address is in both. */
  meets(other: AddressRange): boolean {
    return (
      this.#bytes === other.#bytes &&
      this.#first <= other.#last &&
      other.#first <= this.#last
    );
  }

  /** Whether some address of one is in the same /24, or /64 of IPv6, as one of the other: probably in one subnet. */
  isBeside(other: AddressRange): boolean {
    const hosts = this.#bytes === 4 ? 256n : 2n ** 64n;
    return (
      this.#bytes === other.#bytes &&
      this.#first / hosts <= other.#last / hosts &&
      other.#first / hosts <= this.#last / hosts
    );
  }

  precedes(other: AddressRange): boolean {
    return this.#last < other.#first;
  }

  contains(text: string): boolean {
    const address = parseAddress(text);
    if (!address || address.toByteArray().length !== this.#bytes) {
      return false;
    }
    const value = toNumber(address);
    return value >= this.#first && value <= this.#last;
  }
}

/** What an address of a CIDR is that no host can have: the address of the network, or IPv4's broadcast address. */
export function edgeOfCidr(
  vip: string,
  cidr: string,
): 'the network address' | 'the broadcast address' | undefined {
  const [address, prefix] = cidr.trim().split('/');
  const usable = AddressRange.parse(cidr);
  const inside = prefix && parseAddress(vip) && parseAddress(address);
  if (!inside || !usable || usable.contains(vip)) {
    return undefined;
  }
  const known = ipaddr.parse(vip);
  const range: [ipaddr.IPv4 | ipaddr.IPv6, number] = [inside, Number(prefix)];
  if (known.kind() !== inside.kind() || !known.match(range)) {
    return undefined;
  }
  const text = AddressRange.parse(vip);
  return text?.precedes(usable)
    ? 'the network address'
    : 'the broadcast address';
}

/** Reads `100-150` or a single router id; `undefined` when it is neither. */
export function parseIdRange(text: string): number[] | undefined {
  const match = /^\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?$/.exec(text);
  if (!match) {
    return undefined;
  }
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (
    first > last ||
    virtualRouterIdProblem(first) ||
    virtualRouterIdProblem(last)
  ) {
    return undefined;
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
