import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that are compatible with distribution under Apache-2.0. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'Apache2',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Packages without an SPDX licence in the manifest, and tools that are not distributed. */
const EXCEPTIONS = new Map([
  ['fast-shallow-equal', 'Unlicense by its LICENSE file'],
  ['pause', 'MIT by its readme'],
  ['react-universal-interface', 'Unlicense by its LICENSE file'],
  ['tosource', 'zlib by its readme'],
  ['valid-url', 'MIT by its LICENSE file'],
  ['rollup-plugin-dts', 'a build tool of the Backstage CLI, not distributed'],
  [
    '@isomorphic-git/pgp-plugin',
    'an unmodified library of the scaffolder back end, replaceable in node_modules',
  ],
]);

function* packageFolders(modules) {
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    // Workspace packages are links and belong to this repository.
    if (!entry.isDirectory() || entry.name.startsWith('.')) {
      continue;
    }
    const folder = join(modules, entry.name);
    if (entry.name.startsWith('@')) {
      yield* packageFolders(folder);
      continue;
    }
    if (existsSync(join(folder, 'package.json'))) {
      yield folder;
    }
    if (existsSync(join(folder, 'node_modules'))) {
      yield* packageFolders(join(folder, 'node_modules'));
    }
  }
}

function licenceOf(manifest) {
  const value = manifest.license ?? manifest.licenses;
  if (Array.isArray(value)) {
    return value.map(item => item.type ?? item).join(' OR ');
  }
  return typeof value === 'object' ? value?.type : value;
}

/** Whether the licence expression has an allowed alternative. */
export function licenceFits(expression) {
  if (!expression) {
    return false;
  }
  return expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .some(choice =>
      choice.split(/\s+AND\s+/).every(id => ALLOWED.has(id.trim())),
    );
}

/** Lists the installed dependencies with an incompatible licence. */
export function checkLicences(root) {
  const problems = [];
  for (const folder of packageFolders(join(root, 'node_modules'))) {
    const manifest = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const licence = licenceOf(manifest);
    if (!licenceFits(licence) && !EXCEPTIONS.has(manifest.name)) {
      problems.push(
        `${manifest.name}@${manifest.version}: ${licence ?? 'no licence'}`,
      );
    }
  }
  return [...new Set(problems)];
}
