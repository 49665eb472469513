import { parse } from 'yaml';

interface LockEntry {
  version: string;
  resolution: string;
  dependencies?: Record<string, string>;
}

const SCOPE = '@backstage/';
const VERSION = /(\d+\.\d+\.\d+\S*)$/;

/** Whether a package belongs to a release of Backstage. */
export function isOfBackstage(name: string): boolean {
  return name.startsWith(SCOPE);
}

function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0;
}

/**
 * Determines one version for each `@backstage/*` package, all of one release. Backstage releases its packages together,
 * and each depends on the versions of its release, for example `^1.2.3`. The lowest version that satisfies all ranges
 * is therefore that of the release; a registry may resolve such a range to a later one.
 */
export class ReleasePins {
  readonly #versions = new Map<string, string>();

  /** The `resolutions` for a manifest. */
  get resolutions(): Record<string, string> {
    return Object.fromEntries(this.#versions);
  }

  /** Adds the ranges of a package's dependencies. */
  add(ranges: Record<string, string> = {}): void {
    for (const [name, range] of Object.entries(ranges)) {
      const version = VERSION.exec(range)?.[1];
      const before = this.#versions.get(name);
      if (
        isOfBackstage(name) &&
        version &&
        (before === undefined || isNewer(version, before))
      ) {
        this.#versions.set(name, version);
      }
    }
  }

  /**
   * Adds the dependency ranges in a lock file, except those of packages whose version is not the pinned one.
   *
   * @returns the packages whose pin is new or differs. Empty if all are of one release.
   */
  addLockFile(text: string): string[] {
    const entries = Object.values<LockEntry>(parse(text)).flatMap(entry => {
      const name = /^(@backstage\/[^@]+)@npm:/.exec(entry.resolution ?? '');
      return name ? [{ ...entry, name: name[1] }] : [];
    });
    const before = new Map(this.#versions);
    entries
      .filter(({ name, version }) => before.get(name) === version)
      .forEach(({ dependencies }) => this.add(dependencies));
    return entries
      .filter(({ name, version }) => this.#versions.get(name) !== version)
      .map(({ name, version }) => `${name}@${version}`);
  }
}
