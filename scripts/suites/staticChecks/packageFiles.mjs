import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishedPackages } from '../../pack/publishedPackages.mjs';

const LICENCE = 'LICENSE';

/** Yarn packs only what lies in the package's own folder, so each has its licence and its README there. */
export function checkPackageFiles(root) {
  const licence = readFileSync(join(root, LICENCE), 'utf8');
  return publishedPackages(root).flatMap(({ folder }) => {
    const has = name => existsSync(join(folder, name));
    const problems = [];
    if (
      !has(LICENCE) ||
      readFileSync(join(folder, LICENCE), 'utf8') !== licence
    ) {
      problems.push('has no copy of LICENSE as it is at the root');
    }
    if (!has('README.md')) {
      problems.push('has no README.md');
    }
    return problems.map(problem => `${relative(root, folder)} ${problem}`);
  });
}
