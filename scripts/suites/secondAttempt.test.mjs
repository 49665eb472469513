import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  afterSecondAttempt,
  filesToTryAgain,
  twiceAtMost,
  wholeSecondAttempt,
} from './secondAttempt.mjs';

const file = (name, ...statuses) => ({
  name: `/tests/${name}`,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map(status => ({ status })),
});

describe('a second attempt', () => {
  let dir;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'report-'));
  });
  after(() => rmSync(dir, { recursive: true }));

  const toTryAgain = testResults => {
    const path = join(dir, 'report.json');
    writeFileSync(path, JSON.stringify({ testResults }));
    return filesToTryAgain(path);
  };

  it('is for files with a failed test', () => {
    const again = toTryAgain([
      file('good.test.ts', 'passed'),
      file('bad.test.ts', 'passed', 'failed'),
    ]);
    assert.deepEqual(
      again.map(({ name }) => name),
      ['/tests/bad.test.ts'],
    );
  });

  it('is not for a run in which much failed, nor for one without a report', () => {
    const bad = ['a', 'b', 'c', 'd'].map(name => file(name, 'failed'));
    assert.deepEqual(toTryAgain(bad), []);
    assert.deepEqual(filesToTryAgain(join(dir, 'absent.json')), []);
  });

  const again = [file('bad.test.ts', 'passed', 'failed', 'pending')];
  const failures = ['bad.test.ts › b: wrong'];
  const first = { passed: 11, failed: 1, skipped: 2, failures };

  it('counts each test once, and names what passed only then', () => {
    const second = { passed: 2, failed: 0, skipped: 1, failures: [] };
    const counts = afterSecondAttempt(first, again, second);
    assert.deepEqual(counts, {
      passed: 12,
      failed: 0,
      skipped: 2,
      failures: [],
      failedAtFirst: failures,
      note: 'failed at first, passed on retry: bad.test.ts',
    });
  });

  it('does not forgive a second failure', () => {
    const second = { passed: 1, failed: 1, skipped: 1 };
    const counts = afterSecondAttempt(first, again, second);
    assert.equal(counts.passed, 11);
    assert.equal(counts.failed, 1);
    assert.equal(counts.note, 'failed twice: bad.test.ts');
  });

  it('runs the files that failed, and no others', async () => {
    const runs = [];
    const counts = await twiceAtMost(
      { reports: dir, name: 'unit' },
      async (path, only) => {
        runs.push(only);
        writeFileSync(path, JSON.stringify({ testResults: again }));
        return only.length > 0 ? { passed: 2, failed: 0, skipped: 1 } : first;
      },
    );
    assert.deepEqual(runs, [[], ['/tests/bad.test.ts']]);
    assert.equal(counts.failed, 0);
  });

  it('is not made when all is well', async () => {
    let runs = 0;
    const well = { passed: 12, failed: 0, skipped: 2 };
    const counts = await twiceAtMost(
      { reports: dir, name: 'unit' },
      async () => {
        runs++;
        return well;
      },
    );
    assert.equal(runs, 1);
    assert.equal(counts, well);
  });

  it('at everything counts alone, and says that there was a first', () => {
    const second = { passed: 6, failed: 0, skipped: 0 };
    assert.deepEqual(wholeSecondAttempt(first, second), {
      ...second,
      failedAtFirst: failures,
      note: 'failed at first, passed on retry',
    });
    const broken = { passed: 5, failed: 1, skipped: 0 };
    assert.equal(wholeSecondAttempt(first, broken).note, 'failed twice');
  });
});
