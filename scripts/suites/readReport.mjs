import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const SKIPPED_BECAUSE = /\[skipped: (.*)\]$/;
const NO_REASON = 'no reason given';

/** The number of skipped tests in jest's report for each reason in the titles of their `describe`. */
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

/** The failures in jest's report, including files that could not be loaded. */
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

/** The failures in a suite of Playwright's report and in its nested suites. */
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
    // A file that could not be loaded counts as one failed test.
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
 * Reads the counts and the failed tests from a runner's report. A failed run
 * without a failed test counts as one failed test.
 */
export function readReport({ kind, file, exitCode }) {
  if (!existsSync(file)) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      note: 'the runner wrote no report',
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

/** A reporter for node:test that writes the three counts and the failures as JSON. */
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
