import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entriesOf } from './entriesOf.mjs';

describe('entriesOf', () => {
  it('reports the main module of a package without exports', () => {
    assert.deepEqual(entriesOf({ main: 'src/index.ts' }), [
      { source: 'src/index.ts', report: 'report.api.md' },
    ]);
  });

  it('has a report for each module among the exports', () => {
    assert.deepEqual(
      entriesOf({
        main: 'src/index.ts',
        exports: {
          '.': './src/index.ts',
          './legacy': './src/legacy.tsx',
          './package.json': './package.json',
        },
      }),
      [
        { source: './src/index.ts', report: 'report.api.md' },
        { source: './src/legacy.tsx', report: 'report-legacy.api.md' },
      ],
    );
  });
});
