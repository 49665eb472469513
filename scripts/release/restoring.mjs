import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `raiseVersions` writes. */
const PATHS = ['.changeset', '*package.json', '*.md', 'deploy'];

function filesOf(root) {
  return execFileSync(
    'git',
    [
      ...['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--'],
      ...PATHS,
    ],
    { cwd: root, encoding: 'utf8' },
  )
    .split('\0')
    .filter(file => file && existsSync(join(root, file)));
}

/**
 * Runs `work` and, where it fails or `always` says so, puts the versions, changelogs, changesets and documents back as they
 * were, with changes that were not committed.
 *
 * @template T
 * @param {{root: string, always: boolean}} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function restoring({ root, always }, work) {
  const before = new Map(
    filesOf(root).map(file => [file, readFileSync(join(root, file))]),
  );
  const restore = () => {
    filesOf(root)
      .filter(file => !before.has(file))
      .forEach(file => rmSync(join(root, file)));
    for (const [file, content] of before) {
      const path = join(root, file);
      if (!existsSync(path) || !readFileSync(path).equals(content)) {
        writeFileSync(path, content);
      }
    }
  };
  let isDone = false;
  try {
    const result = await work();
    isDone = true;
    return result;
  } finally {
    if (always || !isDone) {
      restore();
    }
  }
}
