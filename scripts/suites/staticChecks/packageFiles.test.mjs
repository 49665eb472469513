import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkPackageFiles } from './packageFiles.mjs';

describe('checkPackageFiles', () => {
  let root;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'package-files-'));
    mkdirSync(join(root, 'packages'));
    mkdirSync(join(root, 'plugins', 'one'), { recursive: true });
    writeFileSync(join(root, 'LICENSE'), 'terms');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (file, text) =>
    writeFileSync(join(root, 'plugins', 'one', file), text);

  it('accepts a package with the licence and a README', () => {
    write('package.json', '{"name":"one"}');
    write('LICENSE', 'terms');
    write('README.md', '# One');
    assert.deepEqual(checkPackageFiles(root), []);
  });

  it('names what a package lacks', () => {
    write('package.json', '{"name":"one"}');
    write('LICENSE', 'other terms');
    assert.deepEqual(checkPackageFiles(root), [
      'plugins/one has no identical copy of the root LICENSE',
      'plugins/one has no README.md',
    ]);
  });

  it('asks nothing of a private package', () => {
    write('package.json', '{"name":"one","private":true}');
    assert.deepEqual(checkPackageFiles(root), []);
  });
});
