import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishedPackages } from '../../pack/publishedPackages.mjs';

/**
 * Every package is tested on the one Node that `scripts/toolchain/versions.mjs` names. On Node 24 a back end with better-sqlite3
 * crashes (docs/support.md).
 */
const ENGINES = '22';

/** Set once, at the root: `npm run pack:all` adds them to each package. */
const SET_AT_THE_ROOT = ['repository', 'homepage'];

/** @returns {string[]} what a published package's manifest lacks for whoever looks for the package, as sentences */
export function problemsOfManifest(manifest) {
  const { description, keywords = [], engines = {} } = manifest;
  return [
    ...(description ? [] : ['has no description']),
    ...(keywords.length > 0 ? [] : ['has no keywords']),
    ...(engines.node === ENGINES
      ? []
      : [`does not say that it needs Node ${ENGINES} (engines)`]),
    ...SET_AT_THE_ROOT.filter(name => name in manifest).map(
      name => `has a ${name} of its own; it is set in the root's package.json`,
    ),
  ];
}

/** What npm shows of a package comes from its manifest. */
export function checkPackageManifests(root) {
  return publishedPackages(root).flatMap(({ folder }) =>
    problemsOfManifest(
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    ).map(problem => `${relative(root, folder)} ${problem}`),
  );
}
