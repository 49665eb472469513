import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runToEnd } from '../process/runToEnd.mjs';
import { UserError } from '../progress/UserError.mjs';
import { repositoryRoot } from '../repositoryRoot.mjs';
import { machineToolchainFits } from './machineToolchainFits.mjs';
import { NODE_VERSION, YARN_VERSION, nodePackage } from './versions.mjs';

const toolchainDir = join(repositoryRoot, '.toolchain');

function installedVersion(name) {
  const file = join(toolchainDir, 'node_modules', name, 'package.json');
  return existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8')).version
    : undefined;
}

async function install(progress) {
  const node = nodePackage();
  if (
    installedVersion(node) === NODE_VERSION &&
    installedVersion('@yarnpkg/cli-dist') === YARN_VERSION
  ) {
    return;
  }
  mkdirSync(toolchainDir, { recursive: true });
  await progress.step(
    `Fetching Node ${NODE_VERSION} and Yarn ${YARN_VERSION} into .toolchain/`,
    () =>
      runToEnd(
        'npm',
        [
          'install',
          '--no-audit',
          '--no-fund',
          '--no-save',
          '--loglevel=error',
          '--prefix',
          toolchainDir,
          `${node}@${NODE_VERSION}`,
          `@yarnpkg/cli-dist@${YARN_VERSION}`,
        ],
        {
          cwd: toolchainDir,
          progress,
          remedy:
            'npm could not fetch the toolchain. Check the network and the npm registry setting, or put Node 22 and Yarn 4 on the PATH.',
        },
      ),
  );
  if (installedVersion(node) !== NODE_VERSION) {
    throw new UserError(
      `npm has no package ${node} that fits this machine.`,
      'Put Node 22 and Yarn 4 on the PATH and start again.',
    );
  }
}

/**
 * What Node compiled once: the portal and the tests start many processes from
 * the same sources. Node itself checks that an entry still fits its source.
 */
const compileCache = {
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ?? join(toolchainDir, 'compile-cache'),
};

/**
 * Makes Node 22 and Yarn 4 available, the machine's own where they fit, and
 * returns the environment in which everything else has to run.
 */
export async function ensureToolchain(progress) {
  if (machineToolchainFits()) {
    return { ...process.env, ...compileCache };
  }
  await install(progress);
  const modules = join(toolchainDir, 'node_modules');
  return {
    ...process.env,
    ...compileCache,
    PATH: [
      join(modules, nodePackage(), 'bin'),
      join(modules, '.bin'),
      process.env.PATH,
    ].join(delimiter),
    // node-gyp would otherwise download the headers from a host of its own.
    npm_config_nodedir: join(modules, nodePackage()),
  };
}
