import { execFileSync } from 'node:child_process';
import { NODE_MAJOR, YARN_MAJOR } from './versions.mjs';

function majorOf(command, env) {
  try {
    const version = execFileSync(command, ['--version'], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
    return Number(/^v?(\d+)\./.exec(version.trim())?.[1]);
  } catch {
    return undefined;
  }
}

/** True when the Node and Yarn on the PATH are the ones the project needs. */
export function machineToolchainFits(env = process.env) {
  return (
    majorOf('node', env) === NODE_MAJOR && majorOf('yarn', env) === YARN_MAJOR
  );
}
