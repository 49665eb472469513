import { stringify } from 'yaml';

/** How users reach the APIs of DPU clusters, where their route is not the portal's. @public */
export interface UserAccess {
  /**
   * `https://host:port`; `{managementCluster}`, `{namespace}`, `{name}`, `{host}` and `{port}` stand for those of the
   * cluster. Default: the server of the cluster.
   */
  server?: string;
  /** An HTTP CONNECT or SOCKS5 proxy, as kubectl's `proxy-url`. */
  proxyUrl?: string;
}

/** The parts of a server's address by which users reach it. @public */
export interface UserRoute {
  /** `https://host:port`. */
  server: string;
  /** The name in the server's certificate, where it is not the one in `server`. */
  tlsServerName?: string;
  proxyUrl?: string;
}

function hostOf(server: string): string | undefined {
  try {
    return new URL(server).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return undefined;
  }
}

/** The users' route to a cluster's API. @public */
export function userRoute(
  access: UserAccess,
  cluster: {
    managementCluster: string;
    namespace: string;
    name: string;
    /** As the portal knows it. */
    server: string;
    host: string;
    port: number;
  },
): UserRoute {
  const values: Readonly<Record<string, string | number>> = {
    ...cluster,
    host: cluster.host.includes(':') ? `[${cluster.host}]` : cluster.host,
  };
  const server = access.server
    ? access.server.replace(/\{(\w+)\}/g, (whole, name) =>
        String(values[name] ?? whole),
      )
    : cluster.server;
  return {
    server,
    // The certificate is made out to the address that the portal knows.
    ...(hostOf(server) !== cluster.host && { tlsServerName: cluster.host }),
    ...(access.proxyUrl && { proxyUrl: access.proxyUrl }),
  };
}

/**
 * Renders the kubeconfig that a user gets: one cluster, one token, one context. Every value is quoted, so that all
 * versions of YAML read the same.
 *
 * @public
 */
export function renderUserKubeconfig(options: {
  route: UserRoute;
  /** PEM of the authority that has signed the server's certificate, as base64. */
  caData: string;
  token: string;
  /** Name of the cluster and the context. */
  name: string;
  /** Name of the user entry. */
  user: string;
}): string {
  const { route, name, user } = options;
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name,
          cluster: {
            server: route.server,
            ...(route.tlsServerName && {
              'tls-server-name': route.tlsServerName,
            }),
            ...(route.proxyUrl && { 'proxy-url': route.proxyUrl }),
            'certificate-authority-data': options.caData,
          },
        },
      ],
      users: [{ name: user, user: { token: options.token } }],
      contexts: [{ name, context: { cluster: name, user } }],
      'current-context': name,
    },
    {
      lineWidth: 0,
      defaultKeyType: 'PLAIN',
      defaultStringType: 'QUOTE_DOUBLE',
    },
  );
}
