import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { repositoryRoot } from '../../directories.mjs';
import { checkTarballs } from './checkTarballs.mjs';

const MANIFEST = {
  name: '@scope/own',
  version: '1.0.0',
  license: 'Apache-2.0',
  backstage: { role: 'node-library' },
  main: 'dist/index.cjs.js',
  types: 'dist/index.d.ts',
  files: ['dist'],
};
const MAP = JSON.stringify({
  version: 3,
  sources: ['../src/index.ts'],
  sourcesContent: ['export const one = 1;'],
});

describe('checkTarballs', () => {
  let root;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'check-tarballs-'));
    execFileSync('git', ['init', '-q'], { cwd: root });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Packs a package of these files, all but the sources, as npm does. */
  async function check(files, manifest = MANIFEST) {
    const folder = join(root, 'package');
    for (const [file, text] of Object.entries({
      LICENSE: 'terms',
      'README.md': '# Own',
      'package.json': JSON.stringify(manifest),
      'src/index.ts': 'export const one = 1;',
      ...files,
    })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    execFileSync('git', ['add', 'package/src'], { cwd: root });
    execFileSync('tar', [
      ...['-czf', join(root, '@scope-own-1.0.0.tgz')],
      ...['--exclude', 'src', '-C', root, 'package'],
    ]);
    const [{ problems }] = await checkTarballs({
      // Backstage's packages are installed there.
      root: repositoryRoot,
      tarballs: root,
      packages: [{ name: '@scope/own', version: '1.0.0', folder }],
    });
    return problems;
  }

  const BUILD = {
    'dist/index.cjs.js': "'use strict';\nexports.one = 1;\n",
    'dist/index.cjs.js.map': MAP,
    'dist/index.d.ts': 'export declare const one: 1;\n',
  };

  it("reports what publint and attw say of it, and not of Backstage's own", async () => {
    const problems = await check(
      {
        ...BUILD,
        'dist/index.d.ts':
          'export declare const one: 1;\nexport default one;\n',
      },
      { ...MANIFEST, exports: { '.': { types: './dist/index.d.ts' } } },
    );
    const kinds = problems.map(problem => problem.split(',')[0]);
    assert.ok(
      kinds.some(kind => kind.startsWith('attw ')),
      `${problems}`,
    );
  });
});
