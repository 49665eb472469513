import { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The host, as `URL.hostname` spells it, is this machine by itself: no name server decides. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** The API server is on this machine. */
export function isLocal(kubeConfig: KubeConfig): boolean {
  const server = kubeConfig.getCurrentCluster()?.server;
  return (
    server !== undefined &&
    URL.canParse(server) &&
    isLoopbackHost(new URL(server).hostname)
  );
}

/** Backstage's guest provider signs people in. Outside of development it refuses them unless it is told otherwise. */
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
 * Anyone who reaches the portal may sign in as guest, so with guests a real management cluster would be open to all.
 * Throws unless every management cluster is local, guests cannot sign in, or the configuration allows it.
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
