import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { latestSection } from './latestSection.mjs';
import { renameVersion, withNewVersion } from './namedVersions.mjs';
import { publishOrder } from './publishOrder.mjs';
import { Registry } from './registry.mjs';
import { releaseObstacles } from './releaseObstacles.mjs';
import { restoring } from './restoring.mjs';

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
      '2 files have changes that are not committed, for example M README.md.',
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

describe('withNewVersion', () => {
  for (const [before, after] of [
    [
      'add @dpf-portal/dpf-model@^0.1.0 \\',
      'add @dpf-portal/dpf-model@^0.2.0 \\',
    ],
    ['image: dpf-controllers:0.1.0', 'image: dpf-controllers:0.2.0'],
    [
      'image: registry.example/dpf-controllers:v0.1.0',
      'image: registry.example/dpf-controllers:v0.2.0',
    ],
    [
      'name: c\nversion: 0.1.0\nappVersion: "0.1.0"',
      'name: c\nversion: 0.2.0\nappVersion: "0.2.0"',
    ],
  ]) {
    it(`renames ${JSON.stringify(before)}`, () => {
      assert.equal(withNewVersion(before, '0.1.0', '0.2.0'), after);
    });
  }

  for (const text of [
    'luxon@0.1.0',
    'Since 0.1.0 the portal reads it.',
    'dpf-controllers:0.1.0-rc.1',
    'dpf-controllers:0.1.01',
    '10.1.0.0/16',
    '  version: 0.1.0',
  ]) {
    it(`leaves ${JSON.stringify(text)}`, () => {
      assert.equal(withNewVersion(text, '0.1.0', '0.2.0'), text);
    });
  }
});

describe('latestSection', () => {
  it('is what the newest version brings', () => {
    assert.equal(
      latestSection('# a\n\n## 0.2.0\n\n### Minor\n\n- b\n\n## 0.1.0\n\n- c\n'),
      '## 0.2.0\n\n### Minor\n\n- b',
    );
  });
});

describe('publishOrder', () => {
  it('publishes what others need before them', () => {
    const packages = [
      { name: 'plugin', dependencies: ['model', 'common'] },
      { name: 'common', dependencies: ['model', 'express'] },
      { name: 'model', dependencies: [] },
    ];
    assert.deepEqual(
      publishOrder(packages).map(({ name }) => name),
      ['model', 'common', 'plugin'],
    );
  });
});

describe('Registry', () => {
  /** With a program of this text in the place of npm, which writes down how it was called. */
  function registryWith(script) {
    write('bin/npm', `#!/bin/sh\necho "$@" >> "${root}/calls"\n${script}\n`);
    chmodSync(join(root, 'bin/npm'), 0o755);
    return new Registry({ PATH: join(root, 'bin') });
  }
  const calls = () => read('calls').trim().split('\n');
  const ONE = { name: '@scope/one', version: '1.2.0', tarball: 'one.tgz' };

  it('knows a version', async () => {
    assert.equal(await registryWith('echo 1.2.0').has(ONE), true);
    assert.deepEqual(calls(), ['view @scope/one@1.2.0 version']);
  });

  it('does not know a new version', async () => {
    assert.equal(await registryWith('exit 0').has(ONE), false);
  });

  it('does not know a new package', async () => {
    const registry = registryWith('echo "npm error code E404" >&2; exit 1');
    assert.equal(await registry.has(ONE), false);
  });

  it('does not take a registry that is away for an empty one', async () => {
    const registry = registryWith(
      'echo "npm error code ETIMEDOUT" >&2; exit 1',
    );
    await assert.rejects(registry.has(ONE), /npm/);
  });

  it('publishes a tarball for everybody', async () => {
    await registryWith('exit 0').publish(ONE);
    assert.deepEqual(calls(), ['publish one.tgz --access public']);
  });

  it('does not make a prerelease the default', async () => {
    await registryWith('exit 0').publish({ ...ONE, version: '1.2.0-next.0' });
    assert.deepEqual(calls(), ['publish one.tgz --access public --tag next']);
  });
});
