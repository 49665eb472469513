import { join } from 'node:path';
import { runJest } from './runJest.mjs';
import { runVisibly } from './runVisibly.mjs';
import { twiceAtMost } from './secondAttempt.mjs';
import { timed } from './timed.mjs';

const SOAK_MINUTES = 5;

const JEST = [
  '--top-level',
  'jest',
  '--config',
  'integration/jest.config.js',
  '--runInBand',
  '--ci',
  // A client that a test has let go of may still have a timer; the processes end with their tests.
  '--forceExit',
];

/** The tests that cross packages, on a real API server, and a short soak, which counts as one test. */
export async function runIntegrationTests({ env, root, reports }) {
  return [
    await timed('integration', () =>
      twiceAtMost({ reports, name: 'integration' }, (file, only) =>
        runJest({
          args: JEST,
          env: { ...env, NODE_ENV: 'test', TZ: 'UTC' },
          cwd: join(root, 'test'),
          file,
          only,
        }),
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
