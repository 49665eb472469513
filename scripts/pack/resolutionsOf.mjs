/** The file that `yarn pack --out %s-%v.tgz` writes for a package. */
function tarball({ name, version }) {
  return `${name.replace('/', '-')}-${version}.tgz`;
}

/**
 * What a portal's root package.json needs under `resolutions` while the packages are not in a registry: they depend on
 * each other by version, and Yarn would ask the registry for all but those it was given as files.
 *
 * @param {{name: string, version: string}[]} packages
 * @param {string} [folder] - where the tarballs lie in the portal
 * @returns {Record<string, string>}
 */
export function resolutionsOf(packages, folder = './dpf-packages') {
  return Object.fromEntries(
    packages.map(manifest => [
      manifest.name,
      `file:${folder}/${tarball(manifest)}`,
    ]),
  );
}
