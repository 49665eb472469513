import { StorePosition } from '@dpf-portal/dpf-world';
import { isOlderVersion } from '@dpf-portal/kube-controller';

const ENTRY = /^[A-Za-z0-9_-]{6}:\d{1,20}$/;

/** How far a reader has seen each management cluster, and in which processes. */
export interface SeenPositions {
  /** The processes whose answers the reader has. */
  replicas: ReadonlySet<string>;
  /** By management cluster. */
  positions: ReadonlyMap<string, StorePosition>;
}

/** The newer version of each store. */
export function newestOf(
  a: StorePosition | undefined,
  b: StorePosition | undefined,
): StorePosition {
  const newest = new Map(a);
  for (const [store, version] of b ?? []) {
    const known = newest.get(store);
    if (known === undefined || isOlderVersion(known, version)) {
      newest.set(store, version);
    }
  }
  return newest;
}

/**
 * Writes positions as one word, which a reader sends back without knowing what it means:
 * `REPLICA;CLUSTER=STORE:VERSION,STORE:VERSION;CLUSTER=…`.
 */
export function writeSeen(
  replica: string,
  positions: ReadonlyMap<string, StorePosition>,
): string {
  const clusters = [...positions].map(
    ([name, position]) =>
      `${name}=${[...position].map(entry => entry.join(':')).join(',')}`,
  );
  return [replica, ...clusters].join(';');
}

/** Reads one or several such words; what is not understood is left out. */
export function readSeen(text: string): SeenPositions {
  const replicas = new Set<string>();
  const positions = new Map<string, StorePosition>();
  for (const word of text.split(' ').filter(Boolean)) {
    const [replica, ...clusters] = word.split(';');
    replicas.add(replica);
    for (const cluster of clusters) {
      const [name, list = ''] = cluster.split('=');
      const position = new Map(
        list
          .split(',')
          .filter(entry => ENTRY.test(entry))
          .map((entry): [string, string] => [
            entry.slice(0, 6),
            // Versions are compared as decimal numbers without leading zeros.
            String(BigInt(entry.slice(7))),
          ]),
      );
      positions.set(name, newestOf(positions.get(name), position));
    }
  }
  return { replicas, positions };
}
