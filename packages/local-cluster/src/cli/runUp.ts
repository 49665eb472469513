import path from 'node:path';
import { LocalCluster } from '../cluster';
import { UpArguments } from './parseArguments';
import { stderrLogger } from './stderrLogger';
import { untilEnd } from './untilEnd';

/** Runs a local cluster; resolves with the exit code when it has ended. */
export async function runUp(parsed: UpArguments): Promise<number> {
  const cluster = LocalCluster.create({
    ...parsed,
    stateDir: path.resolve(parsed.stateDir),
    onProgress: line => process.stderr.write(`${line}\n`),
    logger: stderrLogger(),
  });
  const end = untilEnd(parsed);
  const started = cluster.start().then(
    () => undefined,
    (error: Error) => error,
  );
  const first = await Promise.race([started, end.then(() => 'ended' as const)]);
  if (first instanceof Error) {
    process.stderr.write(`${first.message}\n`);
    return 1;
  }
  if (first !== 'ended') {
    announce(cluster);
    await end;
  }
  await cluster.stop();
  return 0;
}

function announce(cluster: LocalCluster): void {
  const message = {
    ready: true,
    kubeconfig: cluster.adminKubeconfigFile,
    portalKubeconfig: cluster.portalKubeconfigFile,
    controllersKubeconfig: cluster.controllersKubeconfigFile,
    proxyUrl: cluster.proxyUrl,
    staticKubeconfig: cluster.staticKubeconfigFile,
    staticServer: cluster.staticServer,
    auditLog: cluster.auditLogFile,
  };
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
