import { existsSync, readFileSync } from 'node:fs';

const SKIPPED_BECAUSE = /\[skipped: (.*)\]$/;
const NO_REASON = 'no reason is given';

/** How many tests of jest's report were skipped, by the reason in the title of their `describe`. */
function skippedBecause({ testResults = [] }) {
  const reasons = {};
  const pending = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => ['pending', 'skipped', 'todo'].includes(status));
  for (const { ancestorTitles } of pending) {
    const reason =
      ancestorTitles
        .map(title => SKIPPED_BECAUSE.exec(title)?.[1])
        .find(Boolean) ?? NO_REASON;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return reasons;
}

const readers = {
  jest: report => ({
    passed: report.numPassedTests,
    // A file that could not even be loaded counts as one failed test.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    skippedBecause: skippedBecause(report),
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
