import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '.changeset';

/** @returns {string[]} the changesets that no release has yet, by their file names */
export function pendingChangesets(root) {
  return readdirSync(join(root, FOLDER))
    .filter(name => name.endsWith('.md') && name !== 'README.md')
    .sort();
}

/** What Git has not committed: the release would take it along without a word. */
function uncommitted(root) {
  return execFileSync('git', ['status', '--porcelain'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);
}

/**
 * @param {string} root
 * @returns {{text: string, remedy: string}[]} what keeps a release from being made
 */
export function releaseObstacles(root) {
  const changed = uncommitted(root);
  return [
    ...(changed.length > 0
      ? [
          {
            text: `Changes are not committed, ${
              changed.length
            } in all, for example ${changed[0].trim()}.`,
            remedy: 'Commit or stash them: git status',
          },
        ]
      : []),
    ...(pendingChangesets(root).length === 0
      ? [
          {
            text: 'No changeset is pending, so there is nothing to release.',
            remedy: 'Add one for what users notice: npm run changeset',
          },
        ]
      : []),
  ];
}
