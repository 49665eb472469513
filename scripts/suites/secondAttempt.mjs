import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Up to this number of files may fail because of a busy machine. More failures are not retried. */
const MOST_FILES = 3;

const count = (tests, ...statuses) =>
  tests.filter(({ status }) => statuses.includes(status)).length;

/** The counts of the files to retry in jest's report of the first attempt. */
function countsOf(files) {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: count(tests, 'passed'),
    skipped: count(tests, 'pending', 'todo', 'skipped'),
  };
}

const verdictOn = second =>
  second.failed === 0 ? 'failed at first, passed on retry' : 'failed twice';

/**
 * Selects the files to retry from jest's report. Whole files, because the tests
 * of a file share a management cluster, and remains of a failed test could make
 * it fail again.
 */
export function filesToTryAgain(reportFile) {
  if (!existsSync(reportFile)) {
    return [];
  }
  const { testResults } = JSON.parse(readFileSync(reportFile, 'utf8'));
  const failed = testResults.filter(({ status }) => status === 'failed');
  return failed.length > MOST_FILES ? [] : failed;
}

/** Combines the counts of both attempts, and names the retried files. */
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
 * Runs jest with a report file and, for a second attempt, the paths of the failed
 * files. The tests share two cores with real API servers, browsers and each
 * other. A test that fails twice has failed; one that fails once is listed at the
 * end.
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

/** The outcome of a complete second attempt, with the failures of the first one. */
export function wholeSecondAttempt(first, second) {
  return {
    ...second,
    note: second.note ?? verdictOn(second),
    failedAtFirst: first.failures,
  };
}
