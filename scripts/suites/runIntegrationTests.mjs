import { join } from 'node:path';
import { readReport } from './readReport.mjs';
import { runVisibly } from './runVisibly.mjs';
import { afterSecondAttempt, filesToTryAgain } from './secondAttempt.mjs';
import { timed } from './timed.mjs';

const SOAK_MINUTES = 5;

async function runJest({ env, root, file, only = [] }) {
  const exitCode = await runVisibly(
    'yarn',
    [
      'run',
      '--top-level',
      'jest',
      '--config',
      'integration/jest.config.js',
      '--runInBand',
      '--ci',
      // A client that a test has let go of may still have a timer; the processes end with their tests.
      '--forceExit',
      '--json',
      `--outputFile=${file}`,
      ...(only.length > 0 ? ['--runTestsByPath', ...only] : []),
    ],
    {
      env: { ...env, CI: 'true', NODE_ENV: 'test', TZ: 'UTC' },
      cwd: join(root, 'test'),
    },
  );
  return readReport({ kind: 'jest', file, exitCode });
}

/**
 * These tests share two cores with an API server, its etcd and what it hosts.
 * What fails twice is broken; what fails once is printed, and named at the end.
 */
async function runTwiceAtMost({ env, root, reports }) {
  const file = join(reports, 'integration.json');
  const first = await runJest({ env, root, file });
  const again = first.failed > 0 ? filesToTryAgain(file) : [];
  if (again.length === 0) {
    return first;
  }
  const second = await runJest({
    env,
    root,
    file: join(reports, 'integration-again.json'),
    only: again.map(({ name }) => name),
  });
  return afterSecondAttempt(first, again, second);
}

/** The tests that cross packages, on a real API server, and a short soak, which counts as one test. */
export async function runIntegrationTests({ env, root, reports }) {
  return [
    await timed('integration', () => runTwiceAtMost({ env, root, reports })),
    await timed(`soak, ${SOAK_MINUTES} minutes`, async () => {
      const exitCode = await runVisibly(
        'node',
        ['bench/soak.js', '--minutes', String(SOAK_MINUTES)],
        { env, cwd: join(root, 'test') },
      );
      return exitCode === 0
        ? { passed: 1, failed: 0, skipped: 0 }
        : { passed: 0, failed: 1, skipped: 0 };
    }),
  ];
}
