import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { packWithAddresses, withAddresses } from './publicAddresses.mjs';

const SETTINGS = {
  repositoryUrl: 'https://git.example/dpf.git',
  homepage: 'https://dpf.example',
};

describe('withAddresses', () => {
  it('adds where the package is, and its home page', () => {
    assert.deepEqual(withAddresses({ name: 'one' }, SETTINGS, 'plugins/one'), {
      name: 'one',
      homepage: 'https://dpf.example',
      repository: {
        type: 'git',
        url: 'https://git.example/dpf.git',
        directory: 'plugins/one',
      },
    });
  });

  it('adds nothing while the settings are empty', () => {
    assert.deepEqual(
      withAddresses(
        { name: 'one' },
        { repositoryUrl: '', homepage: '' },
        'plugins/one',
      ),
      { name: 'one' },
    );
  });
});

describe('packWithAddresses', () => {
  let root;
  let folder;
  let file;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'public-addresses-'));
    folder = join(root, 'plugins', 'one');
    file = join(folder, 'package.json');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, 'package.json'), JSON.stringify(SETTINGS));
    writeFileSync(file, '{ "name": "one" }');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('shows them while packing only', async () => {
    let packed;
    await packWithAddresses(root, [{ folder }], async () => {
      packed = JSON.parse(readFileSync(file, 'utf8'));
    });
    assert.equal(packed.repository.directory, 'plugins/one');
    assert.equal(readFileSync(file, 'utf8'), '{ "name": "one" }');
  });

  it('restores the manifests when packing fails', async () => {
    const failing = packWithAddresses(root, [{ folder }], async () => {
      throw new Error('disk full');
    });
    await assert.rejects(failing, /disk full/);
    assert.equal(readFileSync(file, 'utf8'), '{ "name": "one" }');
  });
});
