import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from './findChromium.mjs';
import { runVisiblyWithTail, timed } from './runVisibly.mjs';
import { wholeSecondAttempt } from './secondAttempt.mjs';

const run = promisify(execFile);
/** A longer first attempt indicates a slow registry, with which a second attempt would be slow too. */
const LONGEST_TO_TRY_AGAIN_MS = 15 * 60_000;

async function succeeds(command, args, env) {
  try {
    await run(command, args, { env, timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

/** Returns the missing prerequisite of this machine, if any. */
async function missingFor(env) {
  if (!findChromium(env)) {
    return 'Chromium not found. Debian: apt-get install -y chromium; or set CHROMIUM_PATH';
  }
  // Debian 12 has an older version.
  if (!(await succeeds('kubectl', ['create', 'token', '--help'], env))) {
    return 'kubectl 1.24 or newer not found on the PATH';
  }
  // A fresh portal needs the registry for all packages, not only those in the cache of this repository.
  if (
    !(await succeeds('npm', ['view', '@backstage/create-app', 'name'], env))
  ) {
    return 'the package registry does not answer';
  }
  return undefined;
}

/**
 * Creates a portal with create-app and installs this repository's packages by README.md and docs/install.md. Counts as
 * one test.
 *
 * `release`: `oldest` is the oldest supported release of Backstage, `newest` the newest of the registry. The packages have
 * been packed before.
 */
export async function runFreshPortal({ env, root }, release) {
  const name = `fresh portal, ${release}`;
  const missing = await missingFor(env);
  if (missing) {
    // Not required on CI, which may have neither this kubectl nor a complete registry.
    return {
      name,
      ms: 0,
      passed: 0,
      failed: 0,
      skipped: 1,
      skippedBecause: { [missing]: 1 },
    };
  }
  const attempt = async () => {
    const { exitCode, tail } = await runVisiblyWithTail(
      // It runs beside tests that measure.
      'nice',
      [
        ...['-n', '10', 'node', 'freshPortal/freshPortal.js'],
        ...['--release', release, '--packed'],
      ],
      {
        env: { ...env, CHROMIUM_PATH: findChromium(env) },
        cwd: join(root, 'test'),
      },
    );
    const failed = exitCode === 0 ? 0 : 1;
    return {
      passed: 1 - failed,
      failed,
      skipped: 0,
      failures: failed
        ? [`${name}: ended with code ${exitCode}; its last lines:\n${tail}`]
        : [],
    };
  };
  return timed(name, async () => {
    const from = performance.now();
    const first = await attempt();
    const isQuick = performance.now() - from < LONGEST_TO_TRY_AGAIN_MS;
    return first.failed > 0 && isQuick
      ? wholeSecondAttempt(first, await attempt())
      : first;
  });
}
