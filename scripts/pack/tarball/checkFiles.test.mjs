import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFiles } from './checkFiles.mjs';

const MANIFEST = {
  files: ['dist', 'config.d.ts', 'migrations'],
  configSchema: 'config.d.ts',
};
const PACKED = {
  main: 'dist/index.cjs.js',
  types: 'dist/index.d.ts',
  exports: {
    '.': {
      backstage: '@backstage/BackendFeature',
      require: './dist/index.cjs.js',
      types: './dist/index.d.ts',
    },
    './testing': { require: './dist/testing.cjs.js' },
    './package.json': './package.json',
  },
  bin: { dpf: './bin/dpf' },
};
const COMMITTED = [
  'package.json',
  'README.md',
  'LICENSE',
  'config.d.ts',
  'migrations/1_first.js',
  'src/index.ts',
  'src/router/router.ts',
  'src/router/router.test.ts',
  'src/testing/index.ts',
  'src/__testUtils__/fake.ts',
];
const COMPLETE = [
  'LICENSE',
  'README.md',
  'bin/dpf',
  'config.schema.json',
  'dist/index.cjs.js',
  'dist/index.cjs.js.map',
  'dist/index.d.ts',
  'dist/router/router.cjs.js',
  'dist/router/router.cjs.js.map',
  'dist/testing.cjs.js',
  'dist/types/router.d-a1B2c3-_.d.ts',
  'migrations/1_first.js',
  'package.json',
];

function check(files, { changelog = false, isExecutable = () => true } = {}) {
  return checkFiles(
    { files, manifest: PACKED, isExecutable },
    { manifest: MANIFEST, committed: COMMITTED, changelog },
  );
}

describe('checkFiles', () => {
  it('accepts what follows from manifest and sources', () => {
    assert.deepEqual(check(COMPLETE), []);
  });

  for (const file of [
    'LICENSE',
    'README.md',
    'config.schema.json',
    'migrations/1_first.js',
    'dist/index.d.ts',
    'dist/testing.cjs.js',
    'bin/dpf',
  ]) {
    it(`wants ${file}`, () => {
      assert.deepEqual(check(COMPLETE.filter(name => name !== file)), [
        `lacks ${file}`,
      ]);
    });
  }

  for (const file of [
    'src/index.ts',
    'config.d.ts',
    '.eslintrc.js',
    'migrations/2_draft.js',
    'report.api.md',
  ]) {
    it(`does not want ${file}`, () => {
      assert.deepEqual(check([...COMPLETE, file]), [
        `has ${file}, which its manifest does not ask for`,
      ]);
    });
  }

  for (const file of [
    'dist/router/router.test.cjs.js',
    'dist/__testUtils__/fake.cjs.js',
    'dist/removed.cjs.js',
    'dist/types/removed.d-a1b2c3.d.ts',
    'dist/notes.txt',
  ]) {
    it(`does not want ${file}`, () => {
      assert.deepEqual(check([...COMPLETE, file]), [
        `has ${file}, which is of no source for users`,
      ]);
    });
  }

  it('wants the changelog of a package that has one', () => {
    assert.deepEqual(check(COMPLETE, { changelog: true }), [
      'lacks CHANGELOG.md',
    ]);
    assert.deepEqual(
      check([...COMPLETE, 'CHANGELOG.md'], { changelog: true }),
      [],
    );
  });

  it('wants programs that can be started', () => {
    assert.deepEqual(check(COMPLETE, { isExecutable: () => false }), [
      'has the program bin/dpf, which is not executable',
    ]);
  });
});
