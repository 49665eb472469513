import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makePrivateDirectory } from './directories.mjs';

describe('makePrivateDirectory', () => {
  let dir;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'private-'));
  });
  after(() => rmSync(dir, { recursive: true }));
  const modeOf = path => statSync(path).mode.toString(8).slice(-3);

  it('creates it and its parents for the owner alone', () => {
    makePrivateDirectory(join(dir, 'a/b'));
    assert.equal(modeOf(join(dir, 'a')), '700');
    assert.equal(modeOf(join(dir, 'a/b')), '700');
  });

  it('restricts a directory that an earlier release left open', () => {
    mkdirSync(join(dir, 'open'), { mode: 0o755 });
    makePrivateDirectory(join(dir, 'open'));
    assert.equal(modeOf(join(dir, 'open')), '700');
  });
});
