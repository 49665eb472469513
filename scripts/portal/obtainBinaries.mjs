import { join } from 'node:path';
import { UserError } from '../progress/UserError.mjs';
import { repositoryRoot } from '../directories.mjs';

const NAME = 'Kubernetes binaries';

/**
 * Finds, downloads or builds the programs of the local cluster. It needs
 * neither the toolchain nor dependencies, so it runs in parallel with their installation.
 */
export async function obtainBinaries({ supervisor, progress }) {
  await progress.track(NAME, async () => {
    const lines = [];
    const { code, signal, error } = await supervisor.run({
      name: NAME,
      // The Node of this process, because that of the toolchain may not be installed yet.
      command: process.execPath,
      args: [
        join(repositoryRoot, 'packages/local-cluster/bin/obtain-binaries'),
      ],
      cwd: repositoryRoot,
      env: process.env,
      onStderrLine: line => {
        lines.push(line);
        progress.line(`${NAME}: ${line}`);
      },
    });
    if (code !== 0) {
      throw new UserError(
        `The ${NAME} could not be obtained: ${
          error?.message ?? lines.pop() ?? `${signal ?? `code ${code}`}`
        }`,
        'Install Go (https://go.dev/dl), or allow access to github.com and dl.k8s.io, or set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kube-controller-manager.',
      );
    }
  });
}
