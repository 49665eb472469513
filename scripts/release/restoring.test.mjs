import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { renameVersion } from './namedVersions.mjs';
import { releaseObstacles } from './releaseObstacles.mjs';
import { restoring } from './restoring.mjs';

/** A repository with one package and one changeset. */
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'release-'));
  git('init', '-q');
  write('.changeset/README.md', '# Changesets');
  write('.changeset/one.md', "---\n'a': minor\n---\n\nOne.");
  write('README.md', 'yarn add @dpf-portal/dpf-model@^0.1.0');
  write('packages/a/package.json', '{"name":"a","version":"0.1.0"}');
  git('add', '--all');
  git(
    ...['-c', 'user.name=x', '-c', 'user.email=x@example'],
    ...['commit', '-qm', 'One'],
  );
});
afterEach(() => rmSync(root, { recursive: true }));

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}
function write(file, text) {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
const read = file => readFileSync(join(root, file), 'utf8');

describe('releaseObstacles', () => {
  const texts = () => releaseObstacles(root).map(({ text }) => text);

  it('are none on a clean tree with a changeset', () => {
    assert.deepEqual(texts(), []);
  });

  it('are changes that are not committed, and new files', () => {
    write('README.md', 'changed');
    write('new.txt', '');
    assert.deepEqual(texts(), [
      'Changes are not committed, 2 in all, for example M README.md.',
    ]);
  });

  it('are that nothing is to be released', () => {
    git('rm', '-q', '.changeset/one.md');
    git(
      ...['-c', 'user.name=x', '-c', 'user.email=x@example'],
      ...['commit', '-qm', 'Two'],
    );
    assert.deepEqual(texts(), [
      'No changeset is pending, so there is nothing to release.',
    ]);
  });
});

describe('restoring', () => {
  async function release() {
    rmSync(join(root, '.changeset/one.md'));
    write('packages/a/package.json', '{"name":"a","version":"0.2.0"}');
    write('packages/a/CHANGELOG.md', '# a\n\n## 0.2.0');
    renameVersion(root, '0.1.0', '0.2.0');
    return '0.2.0';
  }

  it('keeps what a release changes', async () => {
    assert.equal(await restoring({ root, always: false }, release), '0.2.0');
    assert.equal(read('README.md'), 'yarn add @dpf-portal/dpf-model@^0.2.0');
    assert.equal(existsSync(join(root, '.changeset/one.md')), false);
  });

  it('puts everything back after a dry run', async () => {
    await restoring({ root, always: true }, release);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('puts everything back after a failure', async () => {
    const failing = restoring({ root, always: false }, async () => {
      await release();
      throw new Error('no space left');
    });
    await assert.rejects(failing, /no space left/);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('keeps changes that were not committed before', async () => {
    write('README.md', 'mine');
    write('.changeset/mine.md', 'mine too');
    await restoring({ root, always: true }, release);
    assert.equal(read('README.md'), 'mine');
    assert.equal(read('.changeset/mine.md'), 'mine too');
  });
});
