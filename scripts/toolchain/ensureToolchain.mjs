import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { Supervisor } from '../process/Supervisor.mjs';
import { runToEnd } from '../process/runToEnd.mjs';
import { UserError } from '../progress/UserError.mjs';
import { repositoryRoot } from '../directories.mjs';
import {
  machineToolchainFits,
  NODE_VERSION,
  YARN_VERSION,
  nodePackage,
} from './versions.mjs';

const toolchainDir = join(repositoryRoot, '.toolchain');
const modules = join(toolchainDir, 'node_modules');
const nodeDir = join(modules, nodePackage());

/** Written last. Without it the installation may be incomplete. */
const stampFile = join(toolchainDir, 'toolchain');
const stamp = `${nodePackage()}@${NODE_VERSION} @yarnpkg/cli-dist@${YARN_VERSION}`;

async function install(progress, supervisor) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return;
  }
  rmSync(stampFile, { force: true });
  // npm considers a package complete if its package.json exists.
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(toolchainDir, { recursive: true });
  await progress.step(
    `Fetching Node ${NODE_VERSION} and Yarn ${YARN_VERSION} into .toolchain/`,
    detail =>
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
          ...stamp.split(' '),
        ],
        {
          supervisor,
          cwd: toolchainDir,
          env: process.env,
          onLine: detail,
          remedy:
            'npm could not fetch the toolchain. Check the network and the npm registry setting, or put Node 22 and Yarn 4 on the PATH.',
        },
      ),
  );
  if (!existsSync(join(nodeDir, 'bin', 'node'))) {
    throw new UserError(
      `npm has no package ${nodePackage()} that fits this machine.`,
      'Put Node 22 and Yarn 4 on the PATH and start again.',
    );
  }
  writeFileSync(stampFile, stamp);
}

/**
 * The compile cache of Node, because the portal and the tests start many
 * processes from the same sources. Node validates the entries itself.
 */
const compileCache = {
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ?? join(toolchainDir, 'compile-cache'),
};

/**
 * Makes Node 22 and Yarn 4 available, from the machine if the versions fit.
 * Returns the environment for all further processes.
 */
export async function ensureToolchain(progress, supervisor = new Supervisor()) {
  if (machineToolchainFits()) {
    return { ...process.env, ...compileCache };
  }
  await install(progress, supervisor);
  return {
    ...process.env,
    ...compileCache,
    PATH: [join(nodeDir, 'bin'), join(modules, '.bin'), process.env.PATH].join(
      delimiter,
    ),
    // Otherwise node-gyp would download the headers.
    npm_config_nodedir: nodeDir,
  };
}
