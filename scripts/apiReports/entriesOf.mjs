import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from '../pack/publishedPackages.mjs';

const SOURCE = /\.tsx?$/;

/**
 * The modules that a package offers to others, each with the file of its report: `report.api.md` of the package itself,
 * `report-testing.api.md` of its entry `./testing`.
 *
 * @param {{main?: string, exports?: Record<string, string>}} manifest
 * @returns {{source: string, report: string}[]} paths in the package's folder
 */
export function entriesOf({ main, exports = { '.': main } }) {
  return Object.entries(exports)
    .filter(([, source]) => SOURCE.test(source))
    .map(([name, source]) => ({
      source,
      report: `report${name.slice(1).replaceAll('/', '-')}.api.md`,
    }));
}

/** Every published package with its entries. */
export function publishedEntries(root) {
  return publishedPackages(root).map(({ name, folder }) => ({
    name,
    folder,
    entries: entriesOf(
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    ),
  }));
}
