import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Documents and manifests that name the version to install. */
const PATHS = ['README.md', 'docs', 'deploy', 'plugins/*/README.md'];

/** What stands before a version of this project: a package of it, its image, or a chart's version. */
const BEFORE = String.raw`(@dpf-portal\/[\w-]+@[\^~]?|\bdpf-controllers:v?|^(?:version|appVersion): ["']?v?)`;

/**
 * A text with the new version where it names the old one to install. Another project's version of the same number, or what
 * happened in an old release, stays.
 */
export function withNewVersion(text, from, to) {
  const old = from.replaceAll('.', String.raw`\.`);
  return text.replace(
    new RegExp(String.raw`${BEFORE}${old}(?![\w.-]*\w)`, 'gm'),
    (_, before) => `${before}${to}`,
  );
}

/**
 * Names the new version in documents and manifests.
 *
 * @returns {string[]} the files that changed
 */
export function renameVersion(root, from, to) {
  const files = execFileSync('git', ['ls-files', '-z', '--', ...PATHS], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter(file => /\.(?:md|ya?ml)$|Containerfile$/.test(file));
  return files.filter(file => {
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    const after = withNewVersion(before, from, to);
    if (after !== before) {
      writeFileSync(path, after);
    }
    return after !== before;
  });
}
