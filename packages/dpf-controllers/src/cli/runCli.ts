import { DpfControllers } from '../controllers';
import { ManagementClusterConnection } from '../managementCluster';
import { loadKubeConfigFromFile } from '../tenant';
import { JsonLogger } from './JsonLogger';
import { CliUsageError, USAGE, parseCliArguments } from './parseCliArguments';

/**
 * `dpf-controllers`: runs until SIGTERM or SIGINT, then lets go of the Leases.
 *
 * @returns the exit code.
 */
export async function runCli(argv: string[]): Promise<number> {
  let connection: ManagementClusterConnection;
  let controllers: DpfControllers;
  const logger = new JsonLogger({
    write: line => process.stdout.write(`${line}\n`),
  });
  try {
    const args = parseCliArguments(argv);
    if (!args) {
      process.stdout.write(USAGE);
      return 0;
    }
    const kubeConfig = loadKubeConfigFromFile(args.kubeconfig, {
      context: args.context,
    });
    connection = ManagementClusterConnection.create({
      name: kubeConfig.getCurrentCluster()?.name ?? 'management',
      kubeConfig,
      tenantAccess: args.tenantAccess,
      leaderElectionNamespace: args.leaderElectionNamespace,
      logger,
    });
    controllers = new DpfControllers({
      connection,
      roles: args.roles,
      groups: args.groups,
      identity: args.identity,
      images: { keepalived: args.keepalivedImage },
      logger,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`dpf-controllers: ${message}\n`);
    if (error instanceof CliUsageError) {
      process.stderr.write(`\n${USAGE}`);
    }
    return 2;
  }

  // The connection outlives the controllers: they still release their Leases through it.
  const stopControllers = new AbortController();
  const stopConnection = new AbortController();
  const stop = (signal: string) => {
    logger.info(`Stopping on ${signal}`);
    stopControllers.abort();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const running = connection.run(stopConnection.signal);
  logger.info('Started', { managementCluster: connection.name });
  await controllers.run(stopControllers.signal);
  stopConnection.abort();
  await running;
  logger.info('Stopped');
  return 0;
}
