import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishedPackages } from '../../pack/publishedPackages.mjs';

const LICENCE = 'LICENSE';

/** Yarn packs only files of the package's folder, so each package needs its own LICENSE and README.md. */
export function checkPackageFiles(root) {
  const licence = readFileSync(join(root, LICENCE), 'utf8');
  return publishedPackages(root).flatMap(({ folder }) => {
    const has = name => existsSync(join(folder, name));
    const problems = [];
    if (
      !has(LICENCE) ||
      readFileSync(join(folder, LICENCE), 'utf8') !== licence
    ) {
      problems.push('has no identical copy of the root LICENSE');
    }
    if (!has('README.md')) {
      problems.push('has no README.md');
    }
    return problems.map(problem => `${relative(root, folder)} ${problem}`);
  });
}
