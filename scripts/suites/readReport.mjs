import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

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

const NO_MESSAGE = 'no message';

/** A failed test as one line: its name and the first line of its first message. */
function failure(name, messages) {
  const [first = NO_MESSAGE] = messages
    .map(message => stripVTControlCharacters(message ?? '').trim())
    .filter(Boolean);
  return `${name}: ${first.split('\n')[0]}`;
}

/** What failed in jest's report, with the files that could not be loaded. */
function failuresOfJest({ testResults = [] }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter(test => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) {
      return [failure(basename(name), [message])];
    }
    return failed.map(({ fullName, failureMessages }) =>
      failure(`${basename(name)} › ${fullName}`, failureMessages),
    );
  });
}

/** What failed in a suite of Playwright's report and in those within it. */
function failuresOfPlaywright({ file, specs = [], suites = [] }) {
  return [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ title, tests }) =>
        failure(
          `${basename(file)} › ${title}`,
          tests
            .flatMap(({ results }) => results)
            .map(({ error }) => error?.message),
        ),
      ),
    ...suites.flatMap(failuresOfPlaywright),
  ];
}

const readers = {
  jest: report => ({
    passed: report.numPassedTests,
    // A file that could not even be loaded counts as one failed test.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    skippedBecause: skippedBecause(report),
    failures: failuresOfJest(report),
  }),
  playwright: ({ stats, errors = [], suites = [] }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures: [
      ...errors.map(({ message }) => failure('outside the tests', [message])),
      ...suites.flatMap(failuresOfPlaywright),
    ],
  }),
  node: report => report,
};

/**
 * Counts the tests of a runner's own report and names those that failed, a line
 * each. A run that failed without saying
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

/** A reporter of node:test that writes only the three counts and what failed, as JSON. */
export default async function* nodeTestReporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') {
      continue;
    }
    if (type === 'test:fail') {
      counts.failed += 1;
      counts.failures.push(`${data.name}: ${data.details.error.message}`);
    } else if (type === 'test:pass') {
      const skipped = data.skip !== undefined || data.todo !== undefined;
      counts[skipped ? 'skipped' : 'passed'] += 1;
    }
  }
  yield JSON.stringify(counts);
}
