import { join } from 'node:path';
import { findChromium } from './findChromium.mjs';
import { readReport } from './readReport.mjs';
import { runVisibly } from './runVisibly.mjs';
import { timed } from './timed.mjs';

/** The whole portal in a real browser. */
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
          'no Chromium found. Debian: apt-get install -y chromium; or name one in CHROMIUM_PATH',
      },
    ];
  }
  return [
    await timed('browser', async () => {
      const file = join(reports, 'browser.json');
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
    }),
  ];
}
