import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { DpuJoiner } from '../dpu';
import { Reaper } from '../process';
import {
  proxyUrlOf,
  readPortBook,
  readUsedBinaries,
  StateDirectory,
} from '../state';
import { JoinArguments } from './parseArguments';

/** Lets DPUs join a cluster of a local cluster that another process runs; resolves with the exit code. */
export async function runJoin({
  stateDir,
  cluster,
  names,
}: JoinArguments): Promise<number> {
  const state = new StateDirectory(path.resolve(stateDir));
  if (!fs.existsSync(state.lockFile)) {
    process.stderr.write(
      `No local cluster runs with ${state.root}; start one with \`local-cluster up --state ${stateDir}\`\n`,
    );
    return 1;
  }
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(state.kubeconfigFile('admin'));
  const transport = RestTransport.fromKubeConfig(kubeConfig);
  const reaper = Reaper.start();
  try {
    const ports = await readPortBook(state.portsFile);
    // The programs that the running cluster uses: `join` obtains none by itself.
    const binaries = await readUsedBinaries(state.binariesFile);
    const joiner = new DpuJoiner({
      management: new KubeClient({ transport }),
      state,
      controllerManagerBinary: binaries['kube-controller-manager'],
      proxyUrl: proxyUrlOf(ports),
      reaper,
    });
    await joiner.join(cluster, names);
    process.stdout.write(`Joined: ${names.join(', ')}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  } finally {
    reaper.close();
    transport.close();
  }
}
