import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from './findChromium.mjs';
import { runVisibly, timed } from './runVisibly.mjs';
import { wholeSecondAttempt } from './secondAttempt.mjs';

const run = promisify(execFile);
const NAME = 'fresh portal';
/** What took longer met a slow registry: another attempt would be slow, too. */
const LONGEST_TO_TRY_AGAIN_MS = 15 * 60_000;

async function succeeds(command, args, env) {
  try {
    await run(command, args, { env, timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

/** What this machine lacks of what a fresh portal needs. */
async function missingFor(env) {
  if (!findChromium(env)) {
    return 'no Chromium found. Debian: apt-get install -y chromium; or name one in CHROMIUM_PATH';
  }
  // Debian 12 has an older one.
  if (!(await succeeds('kubectl', ['create', 'token', '--help'], env))) {
    return 'no kubectl of 1.24 or newer found. Put one on the PATH';
  }
  // Not from the repository's own cache: the registry is asked for everything that a portal needs.
  if (
    !(await succeeds('npm', ['view', '@backstage/create-app', 'name'], env))
  ) {
    return 'no package registry answers';
  }
  return undefined;
}

/**
 * A portal as create-app makes it, with this repository's packages, after README.md and docs/install.md. Counts as one test.
 */
export async function runFreshPortal({ env, root }) {
  const missing = await missingFor(env);
  if (missing) {
    // Not required of CI: neither Debian nor a registry that is cut off can give it.
    return {
      name: NAME,
      ms: 0,
      passed: 0,
      failed: 0,
      skipped: 1,
      skippedBecause: { [missing]: 1 },
    };
  }
  const attempt = async () => {
    const exitCode = await runVisibly('node', ['freshPortal/freshPortal.js'], {
      env: { ...env, CHROMIUM_PATH: findChromium(env) },
      cwd: join(root, 'test'),
    });
    const failed = exitCode === 0 ? 0 : 1;
    return {
      passed: 1 - failed,
      failed,
      skipped: 0,
      failures: failed
        ? [`${NAME}: ended with code ${exitCode}; its output is above`]
        : [],
    };
  };
  return timed(NAME, async () => {
    const from = performance.now();
    const first = await attempt();
    const isQuick = performance.now() - from < LONGEST_TO_TRY_AGAIN_MS;
    return first.failed > 0 && isQuick
      ? wholeSecondAttempt(first, await attempt())
      : first;
  });
}
