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
  'The full output is above. Native add-ons need Python 3, make and a C++ compiler ' +
  '(Debian: apt-get install -y python3 make g++). After a change of package.json, run `yarn install` and commit yarn.lock.';

/** Runs `yarn install`, unless its inputs are unchanged since the last run. */
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
