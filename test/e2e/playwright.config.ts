import { defineConfig } from '@playwright/test';
import { portal } from './portal/portal';

const MINUTE = 60_000;

export default defineConfig({
  testDir: 'specs',
  outputDir: `${portal.stateDir}/results`,
  // All tests share one portal and its data.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 4 * MINUTE,
  // Longer than the polling interval of a page, because the first socket may be late.
  expect: { timeout: 45_000 },
  reporter: [
    ['list'],
    ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['json'] as const] : []),
  ],
  use: {
    baseURL: portal.address,
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      // Chromium's sandbox does not work as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  webServer: {
    // The same command as `npm start`, on other ports so that a running portal does not conflict.
    command: [
      'node scripts/start.mjs --fresh',
      `--state ${portal.stateDir}`,
      `--port ${portal.port}`,
      `--backend-port ${portal.backendPort}`,
    ].join(' '),
    cwd: portal.repositoryRoot,
    env: { KAMAJI_BIN: '', KAMAJI_CRDS: '' },
    wait: { stdout: /The portal is ready/ },
    stdout: 'pipe',
    // On a new machine the programs of the local cluster are built first.
    timeout: 25 * MINUTE,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
  },
});
