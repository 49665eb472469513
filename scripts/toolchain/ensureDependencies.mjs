import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Supervisor } from '../process/Supervisor.mjs';
import { runToEnd } from '../process/runToEnd.mjs';
import { repositoryRoot } from '../directories.mjs';
import { dependencyStamp } from './dependencyStamp.mjs';

const stampFile = join(repositoryRoot, '.toolchain', 'dependencies');
const installState = join(repositoryRoot, 'node_modules', '.yarn-state.yml');

const remedy =
  'The full output is above. Native add-ons are compiled: Python 3, make and a C++ compiler are needed ' +
  '(Debian: apt-get install -y python3 make g++). A changed package.json needs `yarn install` and the new yarn.lock committed.';

/** Runs `yarn install` unless nothing it depends on changed since the last time. */
export async function ensureDependencies(
  progress,
  env,
  supervisor = new Supervisor(),
) {
  const nodeVersion = execFileSync('node', ['--version'], {
    env,
    encoding: 'utf8',
  });
  const stamp = dependencyStamp(nodeVersion);
  const installed =
    existsSync(installState) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp;
  if (installed) {
    return;
  }
  await progress.step(
    'Installing dependencies (a fresh clone: about two minutes)',
    detail =>
      runToEnd('yarn', ['install', '--immutable'], {
        supervisor,
        cwd: repositoryRoot,
        env,
        remedy,
        onLine: detail,
      }),
  );
  mkdirSync(join(repositoryRoot, '.toolchain'), { recursive: true });
  writeFileSync(stampFile, stamp);
}
