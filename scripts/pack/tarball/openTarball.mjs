import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The folder of a package in its tarball. */
const INSIDE = 'package';

/**
 * @typedef {object} Content - what somebody gets who installs a package
 * @property {string} tarball
 * @property {string} folder - where the files are
 * @property {any} manifest
 * @property {string[]} files - relative to the folder, with `/`, sorted
 * @property {(file: string) => string} read
 * @property {(file: string) => boolean} isExecutable
 */

/**
 * Unpacks a tarball into a folder and lists its files.
 *
 * @param {string} tarball
 * @param {string} directory - made if it does not exist
 * @returns {Content}
 */
export function openTarball(tarball, directory) {
  mkdirSync(directory, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', directory]);
  const folder = join(directory, INSIDE);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry =>
      relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'),
    )
    .sort();
  const read = file => readFileSync(join(folder, file), 'utf8');
  return {
    tarball,
    folder,
    files,
    manifest: JSON.parse(read('package.json')),
    read,
    isExecutable: file => (statSync(join(folder, file)).mode & 0o111) !== 0,
  };
}
