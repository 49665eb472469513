/** Every file that a value of `exports` or `typesVersions` names, whatever the condition. */
function filesIn(value) {
  if (typeof value === 'string') {
    return [value.replace(/^\.\//, '')];
  }
  return Object.entries(value ?? {}).flatMap(([condition, inner]) =>
    // Backstage's condition names the type of a feature, not a file.
    condition === 'backstage' ? [] : filesIn(inner),
  );
}

/** The programs of a package: `bin` is one path, or a path for each name. */
export function programsOf({ bin }) {
  return filesIn(bin);
}

/**
 * The files of a package that others load by name: its entries with their types, and its programs.
 *
 * @param {any} manifest - as it is in the tarball
 * @returns {string[]} paths in the package, each once
 */
export function entryFiles(manifest) {
  const { main, module, types, exports, typesVersions, bin } = manifest;
  const named = [main, module, types, exports, typesVersions, bin];
  return [...new Set(named.flatMap(filesIn))].sort();
}
