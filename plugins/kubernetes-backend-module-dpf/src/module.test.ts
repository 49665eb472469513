import {
  SchedulerServiceTaskFunction,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  ObjectFetchParams,
  kubernetesAuthStrategyExtensionPoint,
  kubernetesFetcherExtensionPoint,
} from '@backstage/plugin-kubernetes-node';
import { HttpResponse, http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import request from 'supertest';
import { aCluster } from './__testUtils__/FakeDpf';
import { kubernetesModuleDpf } from './module';

const DPF = 'http://dpf.example.com/api/dpf';
/** Loading the Kubernetes plugin with its clients of three clouds takes long. */
const LOADED_MS = 120_000;
const ANN = 'user:default/ann';
const BOB = 'user:default/bob';

/** An app that runs in clusters of any kind, and a DPU cluster's one that names its cluster. */
const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'firewall',
      annotations: {
        'backstage.io/kubernetes-label-selector': 'app=firewall',
        'backstage.io/kubernetes-cluster': 'lab.team-a.blue',
      },
    },
  },
];

describe('kubernetesModuleDpf', () => {
  const msw = setupServer();
  registerMswTestHooks(msw);

  const fetched: ObjectFetchParams[] = [];
  const tasks: SchedulerServiceTaskFunction[] = [];
  let server: Parameters<typeof request>[0];

  const start = async (data: object) => {
    fetched.length = 0;
    tasks.length = 0;
    const fetcher = createBackendModule({
      pluginId: 'kubernetes',
      moduleId: 'recorded-fetches',
      register(env) {
        env.registerInit({
          deps: {
            point: kubernetesFetcherExtensionPoint,
            strategies: kubernetesAuthStrategyExtensionPoint,
          },
          async init({ point, strategies }) {
            // As the plugin's own, which loads a client that Jest cannot load.
            strategies.addAuthStrategy('serviceAccount', {
              getCredential: async ({ authMetadata }) => ({
                type: 'bearer token',
                token: authMetadata.serviceAccountToken,
              }),
              validateCluster: () => [],
              presentAuthMetadata: () => ({}),
            });
            point.addFetcher({
              async fetchObjectsForService(params) {
                fetched.push(params);
                return {
                  errors: [],
                  responses: [
                    {
                      type: 'pods',
                      resources: [{ metadata: { name: 'firewall-1' } }],
                    },
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
    const backend = await startTestBackend({
      features: [
        kubernetesPlugin,
        kubernetesModuleDpf,
        fetcher,
        catalogServiceMock.factory({ entities }),
        mockServices.rootConfig.factory({ data }),
        mockServices.discovery.mock({ getBaseUrl: async () => DPF }).factory,
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: 'ALLOW' as const })),
        }).factory,
        mockServices.scheduler.mock({
          scheduleTask: async ({ fn }) => {
            tasks.push(fn);
          },
        }).factory,
      ],
    });
    server = backend.server;
    return backend;
  };

  /** The dpf back end: Ann sees blue and red, Bob sees red, the plugin sees both. */
  const serveDpf = () => {
    const issuers: string[] = [];
    const whoOf = (header: string | null) => header ?? '';
    msw.use(
      http.all(/^http:\/\/(127\.0\.0\.1|localhost)/, () => passthrough()),
      http.get(`${DPF}/kubernetes-plugin/clusters`, ({ request: asked }) => {
        const who = whoOf(asked.headers.get('authorization'));
        const isBob = who.includes(BOB);
        return HttpResponse.json({
          items: [...(isBob ? [] : [aCluster('blue')]), aCluster('red')],
          liveCredentials: [],
        });
      }),
      http.post(
        `${DPF}/dpu-clusters/lab/team-a/:name/kubernetes-plugin-credential`,
        ({ params, request: asked }) => {
          issuers.push(whoOf(asked.headers.get('authorization')));
          return HttpResponse.json(
            {
              id: `id-${params.name}`,
              server: `https://${params.name}.example.com:6443`,
              caData: 'Y2E=',
              token: `secret-of-${params.name}`,
              until: new Date(Date.now() + 3_600_000).toISOString(),
            },
            { status: 201 },
          );
        },
      ),
    );
    return { issuers };
  };

  const clustersOf = async (user: string) => {
    const { body, text } = await request(server)
      .get('/api/kubernetes/clusters')
      .set('Authorization', mockCredentials.user.header(user))
      .expect(200);
    expect(text).not.toContain('secret-of-');
    return body.items.map(({ name }: { name: string }) => name);
  };
  const workloadsFor = async (user: string) => {
    const { body } = await request(server)
      .post('/api/kubernetes/resources/workloads/query')
      .set('Authorization', mockCredentials.user.header(user))
      .send({ entityRef: 'component:default/firewall', auth: {} })
      .expect(200);
    return body.items.map(
      ({ cluster }: { cluster: { name: string } }) => cluster.name,
    );
  };

  describe('in the real Kubernetes plugin', () => {
    let backend: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      serveDpf();
      backend = await start({
        dpf: { kubeconfigs: { kubernetesPlugin: { enabled: true } } },
        kubernetes: {
          serviceLocatorMethod: { type: 'singleTenant' },
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                {
                  name: 'office',
                  url: 'https://office.example.com',
                  authProvider: 'serviceAccount',
                  serviceAccountToken: 'x',
                },
              ],
            },
          ],
        },
      });
    }, LOADED_MS);
    afterAll(() => backend?.stop());

    it('adds the DPU clusters that the user may see to those of the configuration', async () => {
      const { issuers } = serveDpf();
      await tasks[0](new AbortController().signal);
      expect(issuers).toHaveLength(2);
      expect(issuers[0]).toContain('plugin:kubernetes');
      expect(await clustersOf(ANN)).toEqual([
        'office',
        'lab.team-a.blue',
        'lab.team-a.red',
      ]);
      expect(await clustersOf(BOB)).toEqual(['office', 'lab.team-a.red']);
    });

    it('shows the workloads on the page of an entity that names its DPU cluster', async () => {
      serveDpf();
      await tasks[0](new AbortController().signal);
      expect(await workloadsFor(ANN)).toEqual(['lab.team-a.blue']);
      expect(fetched).toEqual([
        expect.objectContaining({
          labelSelector: 'app=firewall',
          credential: { type: 'bearer token', token: 'secret-of-blue' },
        }),
      ]);
      expect(fetched[0].clusterDetails.url).toBe(
        'https://blue.example.com:6443',
      );
      expect(await workloadsFor(BOB)).toEqual([]);
      expect(fetched).toHaveLength(1);
    });

    it('shows none while the dpf back end does not answer, and the others all the same', async () => {
      serveDpf();
      await tasks[0](new AbortController().signal);
      msw.use(
        http.get(`${DPF}/kubernetes-plugin/clusters`, () =>
          HttpResponse.json({}, { status: 503 }),
        ),
      );
      expect(await clustersOf(ANN)).toEqual(['office']);
      expect(await workloadsFor(ANN)).toEqual([]);
    });

    it('shows none to a caller who has not signed in', async () => {
      serveDpf();
      const { status } = await request(server)
        .get('/api/kubernetes/clusters')
        .set('Authorization', mockCredentials.none.header());
      expect(status).toBe(401);
    });
  });

  it('needs no other clusters', async () => {
    serveDpf();
    const backend = await start({
      dpf: { kubeconfigs: { kubernetesPlugin: { enabled: true } } },
      kubernetes: { serviceLocatorMethod: { type: 'multiTenant' } },
    });
    await tasks[0](new AbortController().signal);
    expect(await clustersOf(BOB)).toEqual(['lab.team-a.red']);
    await backend.stop();
  });

  it('does nothing unless it is enabled', async () => {
    serveDpf();
    const backend = await start({
      dpf: { kubeconfigs: { roles: ['view'] } },
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [],
      },
    });
    expect(tasks).toEqual([]);
    expect(await clustersOf(ANN)).toEqual([]);
    await backend.stop();
  });
});
