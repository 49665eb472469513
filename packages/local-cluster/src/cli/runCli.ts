import path from 'node:path';
import { LocalCluster } from '../cluster';
import { parseArguments, UpArguments, USAGE } from './parseArguments';
import { stderrLogger } from './stderrLogger';
import { untilEnd } from './untilEnd';

/** Runs the command line; resolves with the exit code when the cluster has ended. */
export async function runCli(args: string[]): Promise<number> {
  let parsed: UpArguments;
  try {
    parsed = parseArguments(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
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
