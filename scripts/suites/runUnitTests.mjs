import { join } from 'node:path';
import { readReport } from './readReport.mjs';
import { runJest, runVisibly, timed } from './runVisibly.mjs';
import { twiceAtMost } from './secondAttempt.mjs';

const JEST = [
  'backstage-cli',
  'repo',
  'test',
  '--maxWorkers=2',
  // Some tests render whole apps. Jest's limit of five seconds is too short on a busy machine with two cores.
  '--testTimeout=60000',
];

/** Runs the unit tests of the packages and of these scripts. */
export async function runUnitTests({ env, root, reports }) {
  return [
    await timed('packages and plugins', () =>
      twiceAtMost({ reports, name: 'unit' }, (file, only) =>
        runJest({
          args: only.length > 0 ? [...JEST, '--runTestsByPath', ...only] : JEST,
          env,
          cwd: root,
          file,
        }),
      ),
    ),
    await timed('scripts', async () => {
      const file = join(reports, 'scripts.json');
      const exitCode = await runVisibly(
        'node',
        [
          '--test',
          '--test-reporter=spec',
          '--test-reporter-destination=stdout',
          `--test-reporter=${join(root, 'scripts/suites/readReport.mjs')}`,
          `--test-reporter-destination=${file}`,
          'scripts/**/*.test.mjs',
        ],
        { env, cwd: root },
      );
      return readReport({ kind: 'node', file, exitCode });
    }),
  ];
}
