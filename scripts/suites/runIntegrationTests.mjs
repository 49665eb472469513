import { join } from 'node:path';
import { readReport } from './readReport.mjs';
import { runVisibly } from './runVisibly.mjs';
import { twiceAtMost } from './secondAttempt.mjs';
import { timed } from './timed.mjs';

const SOAK_MINUTES = 5;

async function runJest({ env, root, file, only }) {
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

/** The tests that cross packages, on a real API server, and a short soak, which counts as one test. */
export async function runIntegrationTests({ env, root, reports }) {
  return [
    await timed('integration', () =>
      twiceAtMost({ reports, name: 'integration' }, (file, only) =>
        runJest({ env, root, file, only }),
      ),
    ),
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
