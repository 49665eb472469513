import { parse } from 'yaml';
import { isOfBackstage } from './ReleasePins';

interface LockEntry {
  version: string;
  resolution: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** A resolution of a package from a registry, as `@backstage/errors@npm:1.3.1`. */
const FROM_REGISTRY = /^(@?[^@]+)@npm:/;

function entriesOf(lock: string): LockEntry[] {
  return Object.values<LockEntry>(parse(lock)).filter(
    ({ resolution }) => resolution,
  );
}

/**
 * Lists the packages of Backstage that a lock file has in more than one version. The package manager nests all but one of
 * them, and what must exist once in a portal, as a context of React, then exists twice.
 */
export function severalVersions(lock: string): string[] {
  const versions = new Map<string, string[]>();
  for (const { resolution, version } of entriesOf(lock)) {
    const name = FROM_REGISTRY.exec(resolution)?.[1];
    if (name && isOfBackstage(name)) {
      versions.set(name, [...(versions.get(name) ?? []), version]);
    }
  }
  return [...versions]
    .filter(([, several]) => several.length > 1)
    .map(([name, several]) => `${name}: ${several.sort().join(', ')}`)
    .sort();
}

/**
 * A lock file without the help of `resolutions`: every range of a pinned package has the pinned version. It is the lock
 * file of a portal that was installed when its release was the newest one.
 *
 * @param lock - made with `pins` as resolutions, so that each pinned package has one entry for its exact version
 * @param manifests - of the portal's workspaces: their ranges are in the lock file, too
 */
export function lockWithoutPins(
  lock: string,
  pins: Record<string, string>,
  manifests: Array<Record<string, string> | undefined>,
): string {
  const descriptors = new Map<string, Set<string>>();
  const ranges = [
    ...manifests,
    ...entriesOf(lock).map(({ dependencies }) => dependencies),
  ];
  for (const [name, range] of ranges.flatMap(of => Object.entries(of ?? {}))) {
    if (name in pins) {
      const known = descriptors.get(name) ?? new Set();
      known.add(`${name}@${range.startsWith('npm:') ? '' : 'npm:'}${range}`);
      descriptors.set(name, known);
    }
  }
  return lock
    .split('\n')
    .map(line => {
      const [, name, version] =
        /^"(@backstage\/[^@"]+)@npm:([^",]+)":$/.exec(line) ?? [];
      const of = descriptors.get(name);
      return of && pins[name] === version
        ? `"${[...of].sort().join(', ')}":`
        : line;
    })
    .join('\n');
}
