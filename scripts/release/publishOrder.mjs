/**
 * Sorts packages so that each comes after those of them that it depends on: if publishing stops in the middle, everything
 * that is in the registry can be installed.
 *
 * @template {{name: string, dependencies: string[]}} P
 * @param {P[]} packages
 * @returns {P[]}
 */
export function publishOrder(packages) {
  const sorted = [];
  const visit = manifest => {
    if (sorted.includes(manifest)) {
      return;
    }
    packages
      .filter(({ name }) => manifest.dependencies.includes(name))
      .forEach(visit);
    sorted.push(manifest);
  };
  packages.forEach(visit);
  return sorted;
}
