import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readReport } from './readReport.mjs';

describe('readReport', () => {
  let dir;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'report-'));
  });
  after(() => rmSync(dir, { recursive: true }));

  const read = (kind, report, exitCode = 0) => {
    const file = join(dir, 'report.json');
    writeFileSync(file, JSON.stringify(report));
    return readReport({ kind, file, exitCode });
  };
  const jest = {
    numPassedTests: 4,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    numRuntimeErrorTestSuites: 0,
  };

  it('counts a jest file that could not be loaded as failed', () => {
    const counts = read('jest', { ...jest, numRuntimeErrorTestSuites: 2 }, 1);
    assert.deepEqual(counts, {
      passed: 4,
      failed: 2,
      skipped: 2,
      skippedBecause: {},
      failures: [],
    });
  });

  it('names what failed in jest, with the files that could not be loaded', () => {
    const { failures } = read('jest', {
      ...jest,
      numFailedTests: 1,
      testResults: [
        {
          name: '/tests/bad.test.ts',
          status: 'failed',
          message: 'all of it',
          assertionResults: [
            { status: 'passed', ancestorTitles: [], fullName: 'good' },
            {
              status: 'failed',
              ancestorTitles: [],
              fullName: 'a thing fails',
              failureMessages: ['\u001b[31mexpected 1\u001b[39m\n  at x.ts:3'],
            },
          ],
        },
        {
          name: '/tests/broken.test.ts',
          status: 'failed',
          message: 'Cannot find module',
          assertionResults: [],
        },
      ],
    });
    assert.deepEqual(failures, [
      'bad.test.ts › a thing fails: expected 1',
      'broken.test.ts: Cannot find module',
    ]);
  });

  it('names what failed in Playwright, at any depth', () => {
    const spec = (title, message) => ({
      title,
      ok: !message,
      tests: [{ results: [{ error: message && { message } }] }],
    });
    const { failures } = read('playwright', {
      stats: { expected: 1, flaky: 0, unexpected: 1, skipped: 0 },
      errors: [{ message: 'the web server ended' }],
      suites: [
        {
          file: 'e2e/specs/list.spec.ts',
          specs: [spec('good')],
          suites: [
            {
              file: 'e2e/specs/list.spec.ts',
              specs: [spec('shows rows', 'too slow\nat y')],
            },
          ],
        },
      ],
    });
    assert.deepEqual(failures, [
      'outside the tests: the web server ended',
      'list.spec.ts › shows rows: too slow',
    ]);
  });

  it('counts skipped tests by the reason in the title of their describe', () => {
    const skipped = title => ({ status: 'pending', ancestorTitles: [title] });
    const { skippedBecause } = read('jest', {
      ...jest,
      testResults: [
        {
          assertionResults: [
            skipped('Kamaji [skipped: Kamaji is not here]'),
            skipped('Kamaji [skipped: Kamaji is not here]'),
            skipped('a test'),
            { status: 'passed', ancestorTitles: ['other [skipped: no]'] },
          ],
        },
      ],
    });
    assert.deepEqual(skippedBecause, {
      'Kamaji is not here': 2,
      'no reason given': 1,
    });
  });

  it('counts what Playwright expected as passed', () => {
    const counts = read(
      'playwright',
      {
        stats: { expected: 2, flaky: 0, unexpected: 1, skipped: 1 },
        errors: [],
      },
      1,
    );
    assert.deepEqual(counts, {
      passed: 2,
      failed: 1,
      skipped: 1,
      failures: [],
    });
  });

  it('counts a run that failed without a failed test', () => {
    assert.equal(read('jest', jest, 137).failed, 1);
  });

  it('counts a run that found no test as failed', () => {
    assert.equal(read('node', { passed: 0, failed: 0, skipped: 0 }).failed, 1);
  });

  it('counts a run without a report as failed', () => {
    const file = join(dir, 'absent.json');
    assert.equal(readReport({ kind: 'jest', file, exitCode: 0 }).failed, 1);
  });
});
