import { Logger, boundedText } from '@dpf-portal/kube-controller';
import path from 'node:path';
import { LocalCluster } from '../cluster/LocalCluster';
import { definitionFolder } from '../cluster/definitionShapes';
import { UpArguments } from './parseArguments';

/** Logs everything above debug to stderr. */
function stderrLogger(): Logger {
  const write = (level: string) => (message: string) =>
    void process.stderr.write(`${level}: ${boundedText(message)}\n`);
  const logger: Logger = {
    debug: () => {},
    info: write('info'),
    warn: write('warning'),
    error: write('error'),
    child: () => logger,
  };
  return logger;
}

/** Resolves at SIGTERM, SIGINT or SIGHUP and, with `parentPipe`, when stdin is closed. */
function untilEnd(options: { parentPipe: boolean }): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
    if (options.parentPipe) {
      process.stdin.on('end', resolve).on('error', resolve).resume();
    }
  });
}

/** Runs a local cluster until it is stopped. Resolves with the exit code. */
export async function runUp(parsed: UpArguments): Promise<number> {
  const cluster = LocalCluster.create({
    ...parsed,
    definitions: [parsed.shape, 'guide' as const].map(definitionFolder),
    stateDir: path.resolve(parsed.stateDir),
    onProgress: line => process.stderr.write(`${line}\n`),
    logger: stderrLogger(),
  });
  const end = untilEnd(parsed);
  const started = prepareAndStart(cluster).then(
    () => undefined,
    (error: Error) => error,
  );
  const first = await Promise.race([started, end.then(() => 'ended' as const)]);
  if (first instanceof Error) {
    process.stderr.write(`${first.message}\n`);
    return 1;
  }
  await end;
  await cluster.stop();
  return 0;
}

/** Announces addresses before the cluster answers, so that the portal can start at the same time. */
async function prepareAndStart(cluster: LocalCluster): Promise<void> {
  await cluster.prepare();
  const addresses = {
    kubeconfig: cluster.adminKubeconfigFile,
    portalKubeconfig: cluster.portalKubeconfigFile,
    controllersKubeconfig: cluster.controllersKubeconfigFile,
    proxyUrl: cluster.proxyUrl,
  };
  announce({ state: 'prepared', ...addresses });
  await cluster.start();
  announce({
    state: 'ready',
    ...addresses,
    staticKubeconfig: cluster.staticKubeconfigFile,
    staticServer: cluster.staticServer,
    auditLog: cluster.auditLogFile,
  });
}

function announce(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
