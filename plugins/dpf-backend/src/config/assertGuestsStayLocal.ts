import { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether the host, as `URL.hostname` spells it, is this machine without asking a name server. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Whether the API server is on this machine. */
export function isLocal(kubeConfig: KubeConfig): boolean {
  const server = kubeConfig.getCurrentCluster()?.server;
  return (
    server !== undefined &&
    URL.canParse(server) &&
    isLoopbackHost(new URL(server).hostname)
  );
}

/**
 * Whether Backstage's guest provider signs users in. Outside of development it rejects them unless configured
 * otherwise.
 */
export function guestsMaySignIn(rootConfig: Config): boolean {
  return (
    rootConfig.has('auth.providers.guest') &&
    (process.env.NODE_ENV === 'development' ||
      rootConfig.getOptionalBoolean(
        'auth.providers.guest.dangerouslyAllowOutsideDevelopment',
      ) === true)
  );
}

/**
 * Throws unless every management cluster is local, guests cannot sign in, or the configuration allows it. Anyone who
 * reaches the portal may sign in as guest, so guests would have access to a real management cluster.
 */
export function assertGuestsStayLocal(
  rootConfig: Config,
  clusters: ReadonlyArray<{ name: string; kubeConfig: KubeConfig }>,
  allowed: boolean,
): void {
  if (allowed || !guestsMaySignIn(rootConfig)) {
    return;
  }
  const remote = clusters.find(cluster => !isLocal(cluster.kubeConfig));
  if (remote) {
    throw new NotAllowedError(
      `Management cluster "${remote.name}" is not on this machine, and guests may sign in (auth.providers.guest): ` +
        'anyone who can open this portal could act on that cluster as guest. ' +
        'Remove the guest provider, or set dpf.guests.allowRemoteManagementClusters: true.',
    );
  }
}
