import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from '../../pack/publishedPackages.mjs';

const BLOCK = /^```json\n([^]*?)^```/gm;
/** A range that only one generation of Backstage's packages satisfies: Yarn finds it in the lock file of that release. */
const ONE_GENERATION = /^[\^~]?\d+\.\d+\.\d+$/;

/** The resolutions that a document has in its blocks of JSON. */
export function resolutionsIn(markdown) {
  return Object.assign(
    {},
    ...[...markdown.matchAll(BLOCK)].map(
      ([, text]) => JSON.parse(text).resolutions,
    ),
  );
}

/**
 * Compares the ranges that admit several generations of a library of Backstage with the resolutions for a portal of the
 * oldest one. Yarn takes the newest version of such a range, so that an older portal would have the library twice.
 *
 * @param {{name: string, dependencies?: Record<string, string>}[]} manifests
 * @param {Record<string, string>} resolutions
 * @returns {Promise<string[]>} what the resolutions lack, have wrong or need no more
 */
export async function compareResolutions(manifests, resolutions) {
  // Not at the top: the entry script loads this file before dependencies are installed.
  const { default: semver } = await import('semver');
  const lowest = range => semver.minVersion(range).version;
  const wanted = new Map(
    manifests.flatMap(({ name, dependencies = {} }) =>
      Object.entries(dependencies)
        .filter(
          ([library, range]) =>
            library.startsWith('@backstage/') && !ONE_GENERATION.test(range),
        )
        .map(([library, range]) => [`${name}/${library}`, `^${lowest(range)}`]),
    ),
  );
  return [
    ...[...wanted]
      .filter(([key, range]) => resolutions[key] !== range)
      .map(([key, range]) => `needs "${key}": "${range}"`),
    ...Object.keys(resolutions)
      .filter(key => !wanted.has(key))
      .map(key => `has "${key}", which no range needs`),
  ];
}

/** Checks the resolutions in README.md. */
export async function checkOlderReleases(root) {
  const manifests = publishedPackages(root).map(({ folder }) =>
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const problems = await compareResolutions(manifests, resolutionsIn(readme));
  return problems.map(
    problem => `README.md, resolutions of Backstage 1.55: ${problem}`,
  );
}
