import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkImports, packagesInSources } from './checkImports.mjs';

const MANIFEST = {
  name: '@scope/own',
  dependencies: { '@scope/other': '^1.0.0', '@types/luxon': '^3.0.0' },
  peerDependencies: { react: '^18.0.0' },
  bin: 'bin/own',
};
const FILES = {
  'dist/index.cjs.js':
    "var a = require('@scope/other/entry');\nvar b = require('./b.cjs.js');\nvar fs = require('node:fs');",
  'dist/b.cjs.js': "const c = () => import('./c.cjs.js');",
  'dist/c.cjs.js': "require('react/jsx-runtime');",
  'dist/index.d.ts':
    "import { DateTime } from 'luxon';\nexport { D } from './types/d.d-x.js';",
  'dist/types/d.d-x.d.ts': 'export interface D {}',
  'bin/own':
    "#!/usr/bin/env node\nrequire('@backstage/cli/x.cjs');\nrequire('../src');",
};

function check(changed = {}, { manifest = MANIFEST, inSources = [] } = {}) {
  const files = { ...FILES, ...changed };
  return checkImports(
    { files: Object.keys(files), manifest, read: file => files[file] },
    new Set(inSources),
  );
}

describe('checkImports', () => {
  it('accepts code that has all it loads', () => {
    assert.deepEqual(check(), []);
  });

  for (const [what, file, text, problem] of [
    [
      'a file',
      'dist/b.cjs.js',
      "require('./z.cjs.js')",
      './z.cjs.js, and lacks that',
    ],
    [
      'a file on demand',
      'dist/b.cjs.js',
      "import('./z.cjs.js')",
      './z.cjs.js, and lacks that',
    ],
    [
      'types',
      'dist/index.d.ts',
      "import 'luxon'; export { Z } from './z.js'",
      './z.js, and lacks that',
    ],
    [
      'a package',
      'dist/b.cjs.js',
      "require('@scope/new/x')",
      '@scope/new, no dependency of it',
    ],
    [
      'a package of types',
      'dist/index.d.ts',
      "import 'luxon'; import { K } from 'knex'",
      'knex, no dependency of it',
    ],
    [
      'a package in a program',
      'bin/own',
      "require('yargs')",
      'yargs, no dependency of it',
    ],
    [
      'what only a program may',
      'dist/b.cjs.js',
      "require('@backstage/cli')",
      '@backstage/cli, no dependency of it',
    ],
  ]) {
    it(`reports ${what} that is missing`, () => {
      assert.deepEqual(check({ [file]: text }), [
        `has ${file}, which loads ${problem}`,
      ]);
    });
  }

  it('reports a dependency that nothing uses', () => {
    const manifest = {
      ...MANIFEST,
      dependencies: { ...MANIFEST.dependencies, knex: '^3.0.0' },
    };
    assert.deepEqual(check({}, { manifest }), [
      'needs knex, which nothing in it uses',
    ]);
    assert.deepEqual(check({}, { manifest, inSources: ['knex'] }), []);
  });
});

describe('packagesInSources', () => {
  it('counts types, and no tests', () => {
    assert.deepEqual(
      [
        ...packagesInSources([
          { file: 'src/a.ts', text: "import type { Knex } from 'knex';" },
          { file: 'src/a.test.ts', text: "import 'supertest';" },
          { file: 'src/__testUtils__/b.ts', text: "import 'msw';" },
          { file: 'config.d.ts', text: "import 'zod';" },
        ]),
      ],
      ['knex'],
    );
  });
});
