import { join } from 'node:path';
import { findChromium } from './findChromium.mjs';
import { readReport } from './readReport.mjs';
import { runVisibly, timed } from './runVisibly.mjs';
import { wholeSecondAttempt } from './secondAttempt.mjs';

async function runPlaywright({ env, root, reports, chromium, attempt }) {
  const file = join(reports, `browser-${attempt}.json`);
  const exitCode = await runVisibly(
    'yarn',
    ['run', 'playwright', 'test', '--config', 'e2e/playwright.config.ts'],
    {
      env: {
        ...env,
        CHROMIUM_PATH: chromium,
        PLAYWRIGHT_JSON_OUTPUT_FILE: file,
      },
      cwd: join(root, 'test'),
    },
  );
  return readReport({ kind: 'playwright', file, exitCode });
}

/**
 * Tests the whole portal in a real browser. A second attempt uses a new portal,
 * because data of the first attempt could make it fail again.
 */
export async function runBrowserTests({ env, root, reports }) {
  const chromium = findChromium(env);
  if (!chromium) {
    return [
      {
        name: 'browser',
        ms: 0,
        passed: 0,
        failed: 0,
        skipped: 1,
        missing:
          'Chromium not found. Debian: apt-get install -y chromium; or set CHROMIUM_PATH',
      },
    ];
  }
  const run = attempt =>
    runPlaywright({ env, root, reports, chromium, attempt });
  return [
    await timed('browser', async () => {
      const first = await run(1);
      return first.failed > 0 ? wholeSecondAttempt(first, await run(2)) : first;
    }),
  ];
}
