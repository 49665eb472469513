import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireAll, summarize } from './summarize.mjs';

const passed = {
  suite: 'unit',
  name: 'a',
  ms: 1,
  passed: 3,
  failed: 0,
  skipped: 1,
};
const missing = {
  suite: 'browser',
  name: 'browser',
  ms: 0,
  passed: 0,
  failed: 0,
  skipped: 1,
  missing: 'no Chromium found',
};

describe('summarize', () => {
  it('adds up the counts in one closing line', () => {
    const failed = { ...passed, name: 'b', failed: 2 };
    const { ok, lines } = summarize([passed, failed]);
    assert.equal(lines.at(-1), '6 passed, 2 failed, 2 skipped');
    assert.equal(ok, false);
  });

  it('skips a suite whose prerequisite is missing and says why', () => {
    const { ok, lines } = summarize([passed, missing]);
    assert.equal(ok, true);
    assert.match(lines.join('\n'), /skipped .*no Chromium found/);
    assert.equal(lines.at(-1), '3 passed, 0 failed, 2 skipped');
  });

  it('says in one line how many tests were skipped for which reason', () => {
    const skippedBecause = { 'no Kamaji': 2, 'no Postgres': 1 };
    const { lines } = summarize([
      { ...passed, skipped: 3, skippedBecause },
      { ...passed, skipped: 2, skippedBecause: { 'no Kamaji': 2 } },
      missing,
    ]);
    assert.equal(
      lines.at(-2),
      'Skipped tests: 4 (no Kamaji), 1 (no Postgres), 1 (no Chromium found)',
    );
  });

  it('names the tests that failed, and those that failed at first', () => {
    const { lines } = summarize([
      { ...passed, failures: ['a.test.ts › a: wrong'], failed: 1 },
      { ...passed, failedAtFirst: ['b.test.ts › b: late'] },
    ]);
    assert.deepEqual(lines.slice(2, -1), [
      '',
      'Failed at the first attempt:',
      '  unit: b.test.ts › b: late',
      '',
      'Failed:',
      '  unit: a.test.ts › a: wrong',
      '',
    ]);
  });

  it('fails such a suite where everything is required', () => {
    const { ok, lines } = summarize(requireAll([passed, missing]));
    assert.equal(ok, false);
    assert.equal(lines.at(-1), '3 passed, 1 failed, 1 skipped');
  });
});
