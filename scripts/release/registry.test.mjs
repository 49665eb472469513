import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Registry } from './registry.mjs';

describe('Registry', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'registry-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With a program of this text in the place of npm, which writes down how it was called. */
  function registryWith(script) {
    const npm = join(folder, 'npm');
    writeFileSync(
      npm,
      `#!/bin/sh\necho "$@" >> "${folder}/calls"\n${script}\n`,
    );
    chmodSync(npm, 0o755);
    return new Registry({ PATH: folder });
  }
  const calls = () =>
    readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
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
