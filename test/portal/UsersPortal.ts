import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { AddressInfo } from 'node:net';
import request from 'supertest';
import { Lab } from '../management/Lab';
import { eventually } from './eventually';
import { startDpfBackend } from './startDpfBackend';

const MANAGEMENT_CLUSTER = 'local';

/** `dpf.kubeconfigs`. */
export type KubeconfigsOptions = {
  roles: string[];
  userAccess?: { proxyUrl: string };
  kubernetesPlugin?: { enabled: boolean; registeredServers?: string[] };
};

/** @see UsersPortal.start */
export interface UsersPortalOptions {
  lab: Lab;
  /** The groups of each user, both as entity refs. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** The networks of the management cluster. */
  networks?: ReadonlyArray<Record<string, string | string[]>>;
  /** `dpf.kubeconfigs`. */
  kubeconfigs?: KubeconfigsOptions;
  /** The portal's kubeconfig. Default: that of the lab. */
  kubeconfigFile?: string;
  /** `policy.clustersPerGroup`. */
  clustersPerGroup?: number;
  /** Connection string of a database that several portals share. Default: an own one in memory. */
  postgres?: string;
  /** `tenantAccess` of the management cluster. Default: the local cluster's proxy. */
  tenantAccess?: { mode: 'direct'; allowedCidrs: string[] };
  /** Further plugins and modules. */
  features?: Parameters<typeof startDpfBackend>[0];
  /** Those of them that have a database. */
  plugins?: readonly string[];
  /** Configuration outside of `dpf`. */
  config?: JsonObject;
  /** Whether a user has a permission. Default: always. */
  allows?(user: string, permission: string): boolean;
}

function userOf({ principal }: BackstageCredentials): string {
  return (principal as { userEntityRef?: string }).userEntityRef ?? '';
}

/**
 * The dpf back end in this process with a lab's management cluster, for many users. Sign-in and policy are simulated.
 */
export class UsersPortal {
  /** Resolves when it has read the management cluster. */
  static async start(options: UsersPortalOptions): Promise<UsersPortal> {
    const { groups, postgres, allows = () => true } = options;
    const decide = (credentials: BackstageCredentials, permission: string) => ({
      result: allows(userOf(credentials), permission)
        ? ('ALLOW' as const)
        : ('DENY' as const),
    });
    const backend = await startDpfBackend(
      [
        mockServices.rootConfig.factory({ data: configOf(options) }),
        ...(postgres ? [databaseServiceFactory] : []),
        ...(options.features ?? []),
        mockServices.permissions.mock({
          authorize: async (requests, { credentials }) =>
            requests.map(({ permission }) =>
              decide(credentials, permission.name),
            ),
          authorizeConditional: async (requests, { credentials }) =>
            requests.map(({ permission }) =>
              decide(credentials, permission.name),
            ),
        }).factory,
        mockServices.userInfo.mock({
          getUserInfo: async credentials => {
            const userEntityRef = userOf(credentials);
            return {
              userEntityRef,
              ownershipEntityRefs: [
                userEntityRef,
                ...(groups[userEntityRef] ?? []),
              ],
            };
          },
        }).factory,
      ],
      options.plugins,
    );
    const portal = new UsersPortal(backend);
    const [anybody] = Object.keys(groups);
    await eventually('the management cluster has been read', async () => {
      const { body } = await portal.as(anybody).get('/management-clusters');
      return body.items?.[0]?.synced || undefined;
    });
    return portal;
  }

  readonly #backend: Awaited<ReturnType<typeof startDpfBackend>>;

  private constructor(backend: Awaited<ReturnType<typeof startDpfBackend>>) {
    this.#backend = backend;
  }

  /** A client of a plugin's REST API for a user. */
  as(user: string, plugin = 'dpf') {
    const send = (method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
      request(this.#backend.server)
        [method](`/api/${plugin}${path}`)
        .set('Authorization', mockCredentials.user.header(user));
    return {
      get: (path: string) => send('get', path),
      post: (path: string, body: object) => send('post', path).send(body),
      patch: (path: string, body: object) => send('patch', path).send(body),
      delete: (path: string) => send('delete', path),
    };
  }

  get baseUrl(): string {
    const { port } = this.#backend.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
  }
}

function configOf({
  lab: { cluster },
  networks = [],
  kubeconfigs,
  clustersPerGroup,
  kubeconfigFile = cluster.portalKubeconfigFile,
  postgres,
  tenantAccess,
  config,
}: UsersPortalOptions) {
  return {
    ...config,
    ...(postgres && {
      backend: {
        database: {
          client: 'pg',
          connection: postgres,
          pluginDivisionMode: 'schema',
        },
      },
    }),
    dpf: {
      ...(kubeconfigs && { kubeconfigs }),
      managementClusters: [
        {
          name: MANAGEMENT_CLUSTER,
          kubeconfigFile,
          tenantAccess: tenantAccess ?? {
            mode: 'proxy',
            proxyUrl: cluster.proxyUrl,
          },
          networks: [...networks],
          policy: {
            namespace: 'dpf-clusters',
            version: 'v1.29.0',
            ...(clustersPerGroup && { clustersPerGroup }),
          },
          uploads: { namespace: 'dpf-uploads' },
        },
      ],
    },
  };
}
