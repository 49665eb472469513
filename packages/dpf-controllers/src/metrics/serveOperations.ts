import { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import { DpfControllers } from '../controllers/DpfControllers';
import { BindAddress, OperationsServer } from './OperationsServer';
import { PrometheusRegistry } from './PrometheusRegistry';

export interface OperationsOptions {
  connection: ManagementClusterConnection;
  controllers: DpfControllers;
  registry: PrometheusRegistry;
  /** Default: no metrics are served. */
  metrics?: BindAddress;
  /** Default: no health is served. */
  health?: BindAddress;
}

/**
 * Serves `/metrics`, `/healthz` (the process runs) and `/readyz` (it has listed the management cluster). A follower is
 * ready too, and an outage of the API server does not end readiness, because a restart would not help.
 *
 * @returns the way to stop.
 */
export async function serveOperations(
  options: OperationsOptions,
): Promise<() => void> {
  const { connection, controllers, registry, metrics, health } = options;
  const servers: OperationsServer[] = [];
  if (metrics) {
    servers.push(
      await OperationsServer.listen(metrics, {
        '/metrics': async () => ({
          status: 200,
          contentType: registry.contentType,
          body: await registry.scrape(),
        }),
      }),
    );
  }
  if (health) {
    servers.push(
      await OperationsServer.listen(health, {
        '/healthz': () => ({ status: 200, body: 'ok' }),
        '/readyz': () =>
          connection.synced
            ? { status: 200, body: controllers.isLeading() ? 'leads' : 'ok' }
            : {
                status: 503,
                body:
                  connection.status().problem ??
                  'The management cluster has not been read yet.',
              },
      }),
    );
  }
  return () => servers.forEach(server => server.close());
}
