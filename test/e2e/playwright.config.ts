import { defineConfig } from '@playwright/test';
import { portal } from './portal/portal';

const MINUTE = 60_000;

export default defineConfig({
  testDir: 'specs',
  outputDir: `${portal.stateDir}/results`,
  // One portal for all; what one journey makes the next one sees.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 4 * MINUTE,
  // Longer than a page's own polling: the very first socket may come late.
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
      // Chromium's sandbox refuses to run as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  webServer: {
    // The portal as `npm start` starts it, beside one that may be running.
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
    // On a machine that has never run a local cluster its programs are built first.
    timeout: 25 * MINUTE,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
  },
});
