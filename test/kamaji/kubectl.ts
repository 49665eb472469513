import { execFile, spawnSync } from 'node:child_process';
import { describeUnless } from '../describeUnless';

/** The end of a `kubectl` command. */
export interface KubectlResult {
  code: number;
  output: string;
}

/** Runs `kubectl` with a kubeconfig, as a user does who has nothing else. */
export function kubectl(
  kubeconfigFile: string,
  ...args: string[]
): Promise<KubectlResult> {
  return new Promise(resolve => {
    execFile(
      'kubectl',
      ['--kubeconfig', kubeconfigFile, '--request-timeout=10s', ...args],
      { env: { PATH: process.env.PATH, HOME: '/nonexistent' } },
      (error, stdout, stderr) =>
        resolve({
          // A command that a signal has ended has no code.
          code: error ? Number(error.code) || 1 : 0,
          output: `${stdout}${stderr}`,
        }),
    );
  });
}

/** `describe` for tests that need `kubectl`. */
export function describeWithKubectl(name: string, tests: () => void): void {
  const { status } = spawnSync('kubectl', ['version', '--client']);
  describeUnless(
    status === 0
      ? undefined
      : 'kubectl is not on the PATH (https://kubernetes.io/docs/tasks/tools)',
    name,
    tests,
  );
}
