import { parse } from 'yaml';

interface LockEntry {
  version: string;
  resolution: string;
  dependencies?: Record<string, string>;
}

const SCOPE = '@backstage/';
const VERSION = /(\d+\.\d+\.\d+\S*)$/;

function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0;
}

/**
 * One version for each `@backstage/*` package, all of one release. Backstage releases its packages together, and each names
 * the others by the versions of its own release, as `^1.2.3`. So the least version that satisfies everybody is the release's;
 * what a registry gives for such a range today may be of a later one.
 */
export class ReleasePins {
  private readonly versions = new Map<string, string>();

  /** What is to stand in a manifest's `resolutions`. */
  get resolutions(): Record<string, string> {
    return Object.fromEntries(this.versions);
  }

  /** Takes the ranges of a package's dependencies in. */
  add(ranges: Record<string, string> = {}): void {
    for (const [name, range] of Object.entries(ranges)) {
      const version = VERSION.exec(range)?.[1];
      const before = this.versions.get(name);
      if (
        name.startsWith(SCOPE) &&
        version &&
        (before === undefined || isNewer(version, before))
      ) {
        this.versions.set(name, version);
      }
    }
  }

  /**
   * Takes in what the packages of a lock file ask for, those of a version that is not pinned excepted.
   *
   * @returns the packages that are not as they are pinned, or were not pinned before: none when all are of one release.
   */
  addLockFile(text: string): string[] {
    const entries = Object.values<LockEntry>(parse(text)).flatMap(entry => {
      const name = /^(@backstage\/[^@]+)@npm:/.exec(entry.resolution ?? '');
      return name ? [{ ...entry, name: name[1] }] : [];
    });
    const before = new Map(this.versions);
    entries
      .filter(({ name, version }) => before.get(name) === version)
      .forEach(({ dependencies }) => this.add(dependencies));
    return entries
      .filter(({ name, version }) => this.versions.get(name) !== version)
      .map(({ name, version }) => `${name}@${version}`);
  }
}
