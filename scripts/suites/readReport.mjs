import { existsSync, readFileSync } from 'node:fs';

const readers = {
  jest: report => ({
    passed: report.numPassedTests,
    // A file that could not even be loaded counts as one failed test.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  }),
  playwright: ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors?.length ?? 0),
    skipped: stats.skipped,
  }),
  node: report => report,
};

/**
 * Counts the tests of a runner's own report. A run that failed without saying
 * which test counts as one failed test.
 */
export function readReport({ kind, file, exitCode }) {
  if (!existsSync(file)) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      note: 'the runner left no report',
    };
  }
  const counts = readers[kind](JSON.parse(readFileSync(file, 'utf8')));
  if (exitCode !== 0 && counts.failed === 0) {
    return {
      ...counts,
      failed: 1,
      note: `the runner ended with code ${exitCode}`,
    };
  }
  if (counts.passed + counts.failed + counts.skipped === 0) {
    return { ...counts, failed: 1, note: 'no test was found' };
  }
  return counts;
}
