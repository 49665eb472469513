import {
  ControllerRoleStatus,
  Finding,
  plainTextLogger,
} from '@dpf-portal/dpf-model';
import { KubeConfig } from '@kubernetes/client-node';
import {
  ManagementClusterConnection,
  awayFindingOf,
  ownFindingsOf,
  registerManagementClusterMetrics,
} from '@dpf-portal/dpf-world';
import { DpfControllers } from '../controllers/DpfControllers';
import { PrometheusRegistry } from '../metrics/PrometheusRegistry';
import { serveOperations } from '../metrics/serveOperations';
import { JsonLogger } from './JsonLogger';
import { loadManagers } from './loadManagers';
import { CliArguments } from './parseCliArguments';

/**
 * Reconciles until SIGTERM or SIGINT, then releases the Leases. Throws at once if the arguments contradict each other.
 */
export async function runControllers(
  args: CliArguments,
  kubeConfig: KubeConfig,
): Promise<number> {
  const logger = plainTextLogger(
    new JsonLogger({ write: line => process.stdout.write(`${line}\n`) }),
  );
  args.warnings.forEach(warning => logger.warn(warning));
  const registry = new PrometheusRegistry();
  const managers = loadManagers(args.managers);
  const connection = ManagementClusterConnection.create({
    name: kubeConfig.getCurrentCluster()?.name ?? 'management',
    kubeConfig,
    tenantAccess: args.tenantAccess,
    leaderElectionNamespace: args.leaderElectionNamespace,
    probeIntervalMs: args.probeIntervalMs,
    controlPlanes: args.controlPlanes,
    vendorTypes: managers.map(({ type }) => type),
    logger,
    metrics: registry,
  });
  const controllers = new DpfControllers({
    connection,
    roles: args.roles,
    groups: args.groups,
    identity: args.identity,
    managers,
    images: { keepalived: args.keepalivedImage },
    settings: args.afterReadyMs ? { afterReadyMs: args.afterReadyMs } : {},
    logger,
  });
  registerManagementClusterMetrics(registry, {
    connection,
    roles: () => controllers.roleStatus(),
    ownFindings: () => ownFindings(connection, controllers.roleStatus()),
  });
  const stopServing = await serveOperations({
    connection,
    controllers,
    registry,
    metrics: args.metrics,
    health: args.health,
  });

  // The connection is closed after the controllers, because they release their Leases through it.
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
  stopServing();
  logger.info('Stopped');
  return 0;
}

/** What is wrong with the management cluster itself, by the same functions as on the portal's pages. */
function ownFindings(
  connection: ManagementClusterConnection,
  roles: ControllerRoleStatus[],
): Finding[] {
  const title = connection.name;
  const away = awayFindingOf(connection, title);
  return [
    ...(away ? [away] : []),
    ...ownFindingsOf(connection, { title, roles }),
  ];
}
