import { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** The API server is on this machine. */
export function isLocal(kubeConfig: KubeConfig): boolean {
  const server = kubeConfig.getCurrentCluster()?.server;
  return (
    server !== undefined &&
    URL.canParse(server) &&
    LOOPBACK.test(new URL(server).hostname)
  );
}

/**
 * Anyone who reaches the portal may sign in as guest, so with guests a real management cluster would be open to all.
 * Throws unless every management cluster is local or the configuration allows it.
 */
export function assertGuestsStayLocal(
  rootConfig: Config,
  clusters: ReadonlyArray<{ name: string; kubeConfig: KubeConfig }>,
  allowed: boolean,
): void {
  if (allowed || !rootConfig.has('auth.providers.guest')) {
    return;
  }
  const remote = clusters.find(cluster => !isLocal(cluster.kubeConfig));
  if (remote) {
    throw new NotAllowedError(
      `Management cluster "${remote.name}" is not on this machine, and guests may sign in (auth.providers.guest). ` +
        'Remove the guest provider, or set dpf.guests.allowRemoteManagementClusters: true.',
    );
  }
}
