import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * A package's manifest with the addresses that the root's manifest has: `repositoryUrl` and `homepage`. A release sets
 * them there, once for all packages; a setting that is empty adds nothing.
 *
 * @param {object} manifest
 * @param {{repositoryUrl?: string, homepage?: string}} settings - the root's manifest
 * @param {string} directory - the package's folder in the repository
 */
export function withAddresses(
  manifest,
  { repositoryUrl, homepage },
  directory,
) {
  return {
    ...manifest,
    ...(homepage && { homepage }),
    ...(repositoryUrl && {
      repository: { type: 'git', url: repositoryUrl, directory },
    }),
  };
}

/**
 * Runs `pack` while the manifests of the packages have the public addresses, and takes them out again: Yarn packs the
 * manifest as it lies in the package's folder.
 *
 * @param {string} root
 * @param {{folder: string}[]} packages
 * @param {() => Promise<void>} pack
 */
export async function packWithAddresses(root, packages, pack) {
  const settings = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const originals = packages.map(({ folder }) => {
    const file = join(folder, 'package.json');
    return { file, folder, text: readFileSync(file, 'utf8') };
  });
  try {
    for (const { file, folder, text } of originals) {
      const directory = relative(root, folder).split(sep).join('/');
      const manifest = withAddresses(JSON.parse(text), settings, directory);
      writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
    }
    await pack();
  } finally {
    originals.forEach(({ file, text }) => writeFileSync(file, text));
  }
}
