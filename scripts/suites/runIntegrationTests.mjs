import { join } from 'node:path';
import { readReport } from './readReport.mjs';
import { runVisibly } from './runVisibly.mjs';
import { timed } from './timed.mjs';

/** The tests that cross packages, on a real API server. */
export async function runIntegrationTests({ env, root, reports }) {
  return [
    await timed('integration', async () => {
      const file = join(reports, 'integration.json');
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
        ],
        {
          env: { ...env, CI: 'true', NODE_ENV: 'test', TZ: 'UTC' },
          cwd: join(root, 'test'),
        },
      );
      return readReport({ kind: 'jest', file, exitCode });
    }),
  ];
}
