import fs from 'node:fs/promises';
import path from 'node:path';
import { BinaryName } from './BinaryName';
import { isAtLeast, parseVersion } from './parseVersion';
import { runForOutput } from './runForOutput';
import { KUBERNETES_VERSION } from './versions';

const packages: Record<BinaryName, { path: string; builtAs: string }> = {
  etcd: { path: 'go.etcd.io/etcd/server/v3', builtAs: 'server' },
  'kube-apiserver': {
    path: 'k8s.io/kubernetes/cmd/kube-apiserver',
    builtAs: 'kube-apiserver',
  },
  'kube-controller-manager': {
    path: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    builtAs: 'kube-controller-manager',
  },
};

/** From this version on Go fetches a newer toolchain by itself when a module asks for it. */
const FIRST_WITH_TOOLCHAINS = '1.21';

/** Builds the programs from the modules that `binaries/go.mod` pins. */
export class GoBuilder {
  constructor(
    private readonly moduleDirectory: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Builds one program into `directory` and resolves with its file. */
  async build(name: BinaryName, directory: string): Promise<string> {
    const needed = await this.#neededGo();
    await this.#checkGo(needed);
    const { path: packagePath, builtAs } = packages[name];
    const { code, stderr } = await runForOutput(
      'go',
      ['install', '-trimpath', '-ldflags', linkerFlags(), packagePath],
      {
        cwd: this.moduleDirectory,
        env: {
          ...this.env,
          CGO_ENABLED: '0',
          GOBIN: directory,
          GOFLAGS: '-mod=readonly',
        },
      },
    );
    if (code !== 0) {
      throw new Error(describeFailure(stderr, needed));
    }
    return path.join(directory, builtAs);
  }

  async #neededGo(): Promise<string> {
    const text = await fs.readFile(
      path.join(this.moduleDirectory, 'go.mod'),
      'utf8',
    );
    return /^go (\S+)$/m.exec(text)?.[1] ?? FIRST_WITH_TOOLCHAINS;
  }

  async #checkGo(needed: string): Promise<void> {
    let version: string | undefined;
    let toolchain: string;
    try {
      // Asked outside the module: inside it an old Go says nothing but that it is too old.
      const { stdout } = await runForOutput(
        'go',
        ['env', 'GOVERSION', 'GOTOOLCHAIN'],
        {
          cwd: path.parse(this.moduleDirectory).root,
          env: this.env,
        },
      );
      const [first, second = ''] = stdout.split('\n');
      version = parseVersion(first);
      toolchain = second.trim();
    } catch {
      throw new Error(
        `there is no Go on the PATH (Go ${needed} or newer builds it: https://go.dev/dl)`,
      );
    }
    if (!version || isAtLeast(version, needed)) {
      return;
    }
    const fetchesNewer =
      isAtLeast(version, FIRST_WITH_TOOLCHAINS) && toolchain !== 'local';
    if (!fetchesNewer) {
      throw new Error(tooOld(version, needed));
    }
  }
}

function linkerFlags(): string {
  const [major, minor] = KUBERNETES_VERSION.split('.');
  const set = (name: string, value: string) =>
    `-X k8s.io/component-base/version.${name}=${value}`;
  return [
    '-s -w',
    set('gitVersion', `v${KUBERNETES_VERSION}`),
    set('gitMajor', major),
    set('gitMinor', minor),
  ].join(' ');
}

function tooOld(version: string, needed: string): string {
  return `Go ${version} on the PATH is too old, Go ${needed} or newer is needed (https://go.dev/dl)`;
}

function describeFailure(stderr: string, needed: string): string {
  const tail = stderr.trim().split('\n').slice(-5).join('\n');
  const isToolchain = /toolchain not available|requires go >=|download go/.test(
    stderr,
  );
  return isToolchain
    ? `Go ${needed} or newer is needed and could not be fetched (https://go.dev/dl): ${tail}`
    : `go install failed: ${tail}`;
}
