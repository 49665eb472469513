import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** So many may have had bad luck on a busy machine; where there are more, something is broken. */
const MOST_FILES = 3;

const count = (tests, ...statuses) =>
  tests.filter(({ status }) => statuses.includes(status)).length;

/** What the files to try again count for in jest's report of the first attempt. */
function countsOf(files) {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: count(tests, 'passed'),
    skipped: count(tests, 'pending', 'todo', 'skipped'),
  };
}

const verdictOn = second =>
  second.failed === 0
    ? 'failed at first, passed when tried again'
    : 'failed twice';

/**
 * The files that deserve a second attempt after this report of jest's: whole,
 * since the tests of a file share a management cluster, and what one that
 * failed left there would fail it again.
 */
export function filesToTryAgain(reportFile) {
  if (!existsSync(reportFile)) {
    return [];
  }
  const { testResults } = JSON.parse(readFileSync(reportFile, 'utf8'));
  const failed = testResults.filter(({ status }) => status === 'failed');
  return failed.length > MOST_FILES ? [] : failed;
}

/** The counts of both attempts; a file that passed only now is named. */
export function afterSecondAttempt(first, files, second) {
  const before = countsOf(files);
  const names = files.map(({ name }) => basename(name)).join(', ');
  return {
    ...first,
    passed: first.passed - before.passed + second.passed,
    failed: second.failed,
    skipped: first.skipped - before.skipped + second.skipped,
    failures: second.failures,
    failedAtFirst: first.failures,
    note: `${verdictOn(second)}: ${names}`,
  };
}

/**
 * Runs jest with a report file and, for a second attempt, the paths of the files
 * that failed. The tests share two cores with real API servers, browsers and
 * each other: what fails twice is broken; what fails once is printed, and named
 * at the end.
 */
export async function twiceAtMost({ reports, name }, run) {
  const file = join(reports, `${name}.json`);
  const first = await run(file, []);
  const again = first.failed > 0 ? filesToTryAgain(file) : [];
  if (again.length === 0) {
    return first;
  }
  const second = await run(
    join(reports, `${name}-again.json`),
    again.map(({ name: path }) => path),
  );
  return afterSecondAttempt(first, again, second);
}

/** The counts of a second attempt at everything; what failed in the first is named. */
export function wholeSecondAttempt(first, second) {
  return {
    ...second,
    note: second.note ?? verdictOn(second),
    failedAtFirst: first.failures,
  };
}
