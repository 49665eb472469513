import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSourceMaps } from './checkSourceMaps.mjs';

const map = (sources, sourcesContent) =>
  JSON.stringify({ version: 3, sources, sourcesContent });

function check(maps) {
  const files = { 'dist/a/b.cjs.js': '', ...maps };
  return checkSourceMaps(
    { files: Object.keys(files), read: file => files[file] },
    ['src/a/b.ts'],
  );
}

describe('checkSourceMaps', () => {
  it('accepts a map with its source in it', () => {
    assert.deepEqual(
      check({ 'dist/a/b.cjs.js.map': map(['../../src/a/b.ts'], ['text']) }),
      [],
    );
  });

  it('accepts the map of a file that only loads others', () => {
    assert.deepEqual(check({ 'dist/a/b.cjs.js.map': map([], []) }), []);
  });

  it('wants a map for each script', () => {
    assert.deepEqual(check({}), ['has dist/a/b.cjs.js without its source map']);
  });

  it('wants the text of each source', () => {
    assert.deepEqual(
      check({ 'dist/a/b.cjs.js.map': map(['../../src/a/b.ts']) }),
      [
        'has the source map dist/a/b.cjs.js.map, which does not have the text of ../../src/a/b.ts',
      ],
    );
  });

  for (const source of [
    '../../../../other/src/a/b.ts',
    '/home/someone/src/a/b.ts',
    '../../src/a/removed.ts',
  ]) {
    it(`rejects ${source}`, () => {
      assert.deepEqual(
        check({ 'dist/a/b.cjs.js.map': map([source], ['text']) }),
        [
          `has the source map dist/a/b.cjs.js.map, which names ${source}, no source of this package`,
        ],
      );
    });
  }
});
