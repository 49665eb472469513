import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The packages of this repository that are for others: all that are not private.
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
