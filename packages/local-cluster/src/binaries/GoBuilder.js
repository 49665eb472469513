// @ts-check
'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const { isAtLeast, parseVersion } = require('./parseVersion');
const { runForOutput } = require('./runForOutput');
const { KUBERNETES_VERSION } = require('./versions');

/** @typedef {import('./BinaryName').BinaryName} BinaryName */

/** @type {Record<BinaryName, {packagePath: string, builtAs: string}>} */
const PROGRAMS = {
  etcd: { packagePath: 'go.etcd.io/etcd/server/v3', builtAs: 'server' },
  'kube-apiserver': {
    packagePath: 'k8s.io/kubernetes/cmd/kube-apiserver',
    builtAs: 'kube-apiserver',
  },
  'kube-controller-manager': {
    packagePath: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    builtAs: 'kube-controller-manager',
  },
};

/** From this version on Go downloads a newer toolchain automatically if a module requires it. */
const FIRST_WITH_TOOLCHAINS = '1.21';

/** Builds the programs from the modules that `binaries/go.mod` pins. */
class GoBuilder {
  #moduleDirectory;
  #env;

  /**
   * @param {string} moduleDirectory
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(moduleDirectory, env) {
    this.#moduleDirectory = moduleDirectory;
    this.#env = env;
  }

  /**
   * Builds programs into `directory`, which also holds temporary files. All in one run, because Go then shares compiled
   * packages and links one program while it compiles another.
   *
   * @param {readonly BinaryName[]} names
   * @param {string} directory
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Map<BinaryName, string>>} the file of each
   */
  async build(names, directory, { signal } = {}) {
    const needed = await this.#neededGo();
    await this.#checkGo(needed);
    const work = path.join(directory, 'go-build');
    await fs.mkdir(work, { recursive: true });
    const { code, stderr } = await runForOutput(
      'go',
      [
        'install',
        '-trimpath',
        '-ldflags',
        linkerFlags(),
        ...names.map(name => PROGRAMS[name].packagePath),
      ],
      {
        cwd: this.#moduleDirectory,
        env: {
          ...this.#env,
          CGO_ENABLED: '0',
          GOBIN: directory,
          GOFLAGS: '-mod=readonly',
          // A killed build leaves hundreds of megabytes there.
          GOTMPDIR: work,
        },
        signal,
      },
    );
    if (code !== 0) {
      throw new Error(describeFailure(stderr, needed));
    }
    return new Map(
      names.map(name => [name, path.join(directory, PROGRAMS[name].builtAs)]),
    );
  }

  async #neededGo() {
    const text = await fs.readFile(
      path.join(this.#moduleDirectory, 'go.mod'),
      'utf8',
    );
    return /^go (\S+)$/m.exec(text)?.[1] ?? FIRST_WITH_TOOLCHAINS;
  }

  /** @param {string} needed */
  async #checkGo(needed) {
    let output;
    try {
      // Run outside the module: inside it an old Go only prints that it is too old.
      output = await runForOutput('go', ['env', 'GOVERSION', 'GOTOOLCHAIN'], {
        cwd: path.parse(this.#moduleDirectory).root,
        env: this.#env,
      });
    } catch {
      throw new Error(
        `there is no Go on the PATH (Go ${needed} or newer builds it: https://go.dev/dl)`,
      );
    }
    const [first, second = ''] = output.stdout.split('\n');
    const version = parseVersion(first);
    const toolchain = second.trim();
    if (!version || isAtLeast(version, needed)) {
      return;
    }
    const fetchesNewer =
      isAtLeast(version, FIRST_WITH_TOOLCHAINS) && toolchain !== 'local';
    if (!fetchesNewer) {
      throw new Error(
        `Go ${version} on the PATH is too old, Go ${needed} or newer is needed (https://go.dev/dl)`,
      );
    }
  }
}

function linkerFlags() {
  const [major, minor] = KUBERNETES_VERSION.split('.');
  const set = (/** @type {string} */ name, /** @type {string} */ value) =>
    `-X k8s.io/component-base/version.${name}=${value}`;
  return [
    '-s -w',
    set('gitVersion', `v${KUBERNETES_VERSION}`),
    set('gitMajor', major),
    set('gitMinor', minor),
  ].join(' ');
}

/**
 * @param {string} stderr
 * @param {string} needed
 */
function describeFailure(stderr, needed) {
  const tail = stderr.trim().split('\n').slice(-5).join('\n');
  const isToolchain = /toolchain not available|requires go >=|download go/.test(
    stderr,
  );
  return isToolchain
    ? `Go ${needed} or newer is needed and could not be fetched (https://go.dev/dl): ${tail}`
    : `go install failed: ${tail}`;
}

module.exports = { GoBuilder };
