import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lists the published packages of this repository: all that are not private.
 *
 * @returns {{name: string, version: string, folder: string}[]} sorted by folder
 */
export function publishedPackages(root) {
  return ['packages', 'plugins']
    .flatMap(parent =>
      readdirSync(join(root, parent))
        .sort()
        .map(name => join(root, parent, name)),
    )
    .filter(folder => existsSync(join(folder, 'package.json')))
    .map(folder => ({
      ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
      folder,
    }))
    .filter(manifest => !manifest.private)
    .map(({ name, version, folder }) => ({ name, version, folder }));
}

/** The file that `yarn pack --out %s-%v.tgz` writes for a package. */
export function tarballOf({ name, version }) {
  return `${name.replace('/', '-')}-${version}.tgz`;
}

/**
 * Returns the `resolutions` for a portal's root package.json while the packages are not in a registry. They depend on
 * each other by version, so without resolutions Yarn would look for them in the registry.
 *
 * @param {{name: string, version: string}[]} packages
 * @param {string} [folder] - folder of the tarballs in the portal
 * @returns {Record<string, string>}
 */
export function resolutionsOf(packages, folder = './dpf-packages') {
  return Object.fromEntries(
    packages.map(manifest => [
      manifest.name,
      `file:${folder}/${tarballOf(manifest)}`,
    ]),
  );
}
