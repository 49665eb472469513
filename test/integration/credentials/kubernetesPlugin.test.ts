import https from 'node:https';
import {
  SchedulerServiceTaskFunction,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import {
  ClusterDetails,
  kubernetesAuthStrategyExtensionPoint,
  kubernetesFetcherExtensionPoint,
} from '@backstage/plugin-kubernetes-node';
import kubernetesModuleDpf from '@dpf-portal/backstage-plugin-kubernetes-backend-module-dpf';
import { kubeconfigSecret } from '../../fixtures/kubeconfigs';
import { staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';
import { refusedInTime } from '../../portal/refusedInTime';
import { UsersPortal } from '../../portal/UsersPortal';

const NAMESPACE = 'dpf-clusters';
const BLUE = `/dpu-clusters/local/${NAMESPACE}/blue`;
const ANN = 'user:default/ann';
/** Has every permission but the one to look into clusters. */
const BOB = 'user:default/bob';

const firewall = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'firewall',
    annotations: {
      'backstage.io/kubernetes-label-selector': 'app=firewall',
      'backstage.io/kubernetes-cluster': `local.${NAMESPACE}.blue`,
    },
  },
};

/** Asks as the Kubernetes plugin does: its own client is a module that Jest cannot load. */
function get(
  cluster: ClusterDetails,
  token: string,
  path: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    https
      .get(
        new URL(path, cluster.url),
        {
          ca: Buffer.from(cluster.caData ?? '', 'base64'),
          headers: { Authorization: `Bearer ${token}` },
        },
        response => {
          let body = '';
          response.on('data', part => (body += part));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body }),
          );
        },
      )
      .on('error', reject);
  });
}

describe('The Kubernetes plugin', () => {
  let lab: Lab;
  let portal: UsersPortal;
  let refresh: SchedulerServiceTaskFunction | undefined;
  let last: { cluster: ClusterDetails; token: string } | undefined;

  const plainClient = createBackendModule({
    pluginId: 'kubernetes',
    moduleId: 'plain-client',
    register(env) {
      env.registerInit({
        deps: {
          fetcher: kubernetesFetcherExtensionPoint,
          strategies: kubernetesAuthStrategyExtensionPoint,
        },
        async init({ fetcher, strategies }) {
          strategies.addAuthStrategy('serviceAccount', {
            getCredential: async ({ authMetadata }) => ({
              type: 'bearer token',
              token: authMetadata.serviceAccountToken,
            }),
            validateCluster: () => [],
            presentAuthMetadata: () => ({}),
          });
          fetcher.addFetcher({
            async fetchObjectsForService({
              clusterDetails,
              credential,
              labelSelector,
            }) {
              const token =
                credential.type === 'bearer token' ? credential.token : '';
              last = { cluster: clusterDetails, token };
              const { body } = await get(
                clusterDetails,
                token,
                `/api/v1/configmaps?labelSelector=${encodeURIComponent(
                  labelSelector ?? '',
                )}`,
              );
              return {
                errors: [],
                responses: [
                  { type: 'configmaps', resources: JSON.parse(body).items },
                ],
              };
            },
            fetchPodMetricsByNamespaces: async () => ({
              errors: [],
              responses: [],
            }),
          });
        },
      });
    },
  });

  const workloads = async (user: string) => {
    const { body } = await portal
      .as(user, 'kubernetes')
      .post('/resources/workloads/query', {
        entityRef: 'component:default/firewall',
        auth: {},
      })
      .expect(200);
    return body.items;
  };

  const lastFetch = () => {
    if (!last) {
      throw new Error('The plugin has fetched nothing.');
    }
    return last;
  };

  beforeAll(async () => {
    lab = await Lab.start();
    // The plugin's client has no proxy, so everybody reaches the DPU cluster directly.
    lab.startControllers({
      tenantProxyUrl: '',
      args: ['--allow-cidr', '127.0.0.0/8'],
    });
    portal = await UsersPortal.start({
      lab,
      groups: { [ANN]: [], [BOB]: [] },
      allows: (user, permission) =>
        user !== BOB || !permission.includes('kubeconfig'),
      kubeconfigs: {
        roles: [],
        kubernetesPlugin: {
          enabled: true,
          registeredServers: ['127.0.0.0/8'],
        },
      },
      tenantAccess: { mode: 'direct', allowedCidrs: ['127.0.0.0/8'] },
      config: {
        kubernetes: {
          serviceLocatorMethod: { type: 'singleTenant' },
          clusterLocatorMethods: [],
        },
      },
      features: [
        kubernetesPlugin,
        kubernetesModuleDpf,
        plainClient,
        catalogServiceMock.factory({ entities: [firewall] }),
        mockServices.scheduler.mock({
          createScheduledTaskRunner: () => ({ run: async () => {} }),
          scheduleTask: async ({ id, fn }) => {
            if (id === 'dpu-clusters:refresh') {
              refresh = fn;
            }
          },
        }).factory,
      ],
    });
    await lab.api.createSecret(
      NAMESPACE,
      kubeconfigSecret('blue-admin', {
        'super-admin.conf': lab.cluster.staticKubeconfig.replace(
          /^( *server: ).*$/m,
          `$1https://127.0.0.1:${lab.cluster.staticPort}`,
        ),
      }),
    );
    await lab.api.createCluster(NAMESPACE, staticCluster('blue', 'blue-admin'));
    await eventually(
      'the cluster is Ready',
      async () =>
        (await portal.as(ANN).get(BLUE)).body.item?.phase === 'Ready' ||
        undefined,
    );
  });
  afterAll(async () => {
    await portal?.stop();
    await lab?.stop();
  });

  it('gets no cluster whose owner has not allowed it', async () => {
    await refresh?.(new AbortController().signal);
    expect(await workloads(ANN)).toEqual([]);
    await portal.as(ANN).patch(BLUE, { credentials: 'allowed' }).expect(200);
    await eventually('the plugin gets it', async () => {
      await refresh?.(new AbortController().signal);
      await workloads(ANN);
      return last;
    });
  });

  it('reads what view allows, and no Secrets', async () => {
    await workloads(ANN);
    const { cluster, token } = lastFetch();
    expect(cluster).toMatchObject({ name: `local.${NAMESPACE}.blue` });
    const status = async (path: string) =>
      (await get(cluster, token, path)).status;
    expect(await status('/api/v1/pods')).toBe(200);
    expect(await status('/api/v1/nodes')).toBe(200);
    expect(await status('/api/v1/secrets')).toBe(403);
    expect(
      await status('/apis/rbac.authorization.k8s.io/v1/clusterroles'),
    ).toBe(403);
    const [, payload] = token.split('.');
    const { exp, iat, sub } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    expect(exp - iat).toBeLessThanOrEqual(3_600);
    expect(sub).toMatch(
      /^system:serviceaccount:dpf-portal:plugin-kubernetes-view-/,
    );
  });

  it('shows nothing to a user who may not look into the cluster', async () => {
    last = undefined;
    expect(await workloads(BOB)).toEqual([]);
    expect(last).toBeUndefined();
  });

  it('loses the token when it is revoked, and gets another one', async () => {
    await workloads(ANN);
    const { cluster, token } = lastFetch();
    const { body } = await portal
      .as(ANN)
      .get(`${BLUE}/credentials`)
      .expect(200);
    expect(body.items).toHaveLength(1);
    const revokedAt = Date.now();
    await portal
      .as(ANN)
      .delete(`${BLUE}/credentials/${body.items[0].id}`)
      .expect(204);
    await refusedInTime(
      revokedAt,
      async () => (await get(cluster, token, '/api/v1/pods')).status === 401,
    );
    await refresh?.(new AbortController().signal);
    await workloads(ANN);
    expect(last?.token).not.toBe(token);
    expect((await get(cluster, last?.token ?? '', '/api/v1/pods')).status).toBe(
      200,
    );
  });
});
