import {
  KubeClient,
  RestTransport,
  messageOf,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { DpuJoiner } from '../dpu/DpuJoiner';
import { dpuNames } from '../dpu/buildDpu';
import { Reaper } from '../process/Reaper';
import { proxyUrlOf, readPortBook } from '../state/PortBook';
import { StateDirectory, readUsedBinaries } from '../state/StateDirectory';
import { JoinArguments } from './parseArguments';

const MOST_NAMED = 5;

function describe(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return rest > 0
    ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more`
    : names.join(', ');
}

/** Runs `join` against a local cluster of another process. Resolves with the exit code. */
export async function runJoin(args: JoinArguments): Promise<number> {
  const { stateDir, cluster, paceMs } = args;
  const state = new StateDirectory(path.resolve(stateDir));
  if (!fs.existsSync(state.lockFile)) {
    process.stderr.write(
      `No local cluster is running with ${state.root}. Start one: \`local-cluster up --state ${stateDir}\`\n`,
    );
    return 1;
  }
  const names =
    args.names ??
    dpuNames(cluster === 'static' ? cluster : cluster.name, args.count ?? 1);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(state.kubeconfigFile('admin'));
  const transport = RestTransport.fromKubeConfig(kubeConfig);
  const reaper = Reaper.start();
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const ports = await readPortBook(state.portsFile);
    // `join` uses the programs of the running cluster and does not obtain its own.
    const binaries = await readUsedBinaries(state.binariesFile);
    const joiner = new DpuJoiner({
      management: new KubeClient({ transport }),
      state,
      controllerManagerBinary: binaries['kube-controller-manager'],
      proxyUrl: proxyUrlOf(ports),
      reaper,
    });
    const result = await joiner.provision(cluster, names, {
      paceMs,
      signal: interrupted.signal,
      onProgress: line => process.stderr.write(`${line}\n`),
    });
    process.stdout.write(`Joined: ${describe(names)}\n`);
    if (result.made === 'nodes') {
      process.stdout.write(
        `Only Nodes were created, because ${result.because}. The portal shows “—” for the number of DPUs.\n`,
      );
    }
    return 0;
  } catch (error) {
    process.stderr.write(
      interrupted.signal.aborted
        ? 'Interrupted. Run the same command again to continue.\n'
        : `${messageOf(error)}\n`,
    );
    return 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    reaper.close();
    transport.close();
  }
}
