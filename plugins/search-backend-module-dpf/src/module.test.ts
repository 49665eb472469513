import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import searchPlugin from '@backstage/plugin-search-backend';
import { HttpResponse, http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import request from 'supertest';
import { searchModuleDpf } from './module';

const DPF = 'http://dpf.example.com/api/dpf';
const ANN = 'user:default/ann';
const BOB = 'user:default/bob';

function userOf({ principal }: BackstageCredentials): string {
  return (principal as { userEntityRef?: string }).userEntityRef ?? '';
}

describe('searchModuleDpf', () => {
  const msw = setupServer();
  registerMswTestHooks(msw);

  const start = (config: object, runs: Array<() => Promise<void>> = []) =>
    startTestBackend({
      features: [
        searchPlugin,
        searchModuleDpf,
        mockServices.rootConfig.factory({
          data: { permission: { enabled: true }, ...config },
        }),
        mockServices.discovery.mock({ getBaseUrl: async () => DPF }).factory,
        mockServices.permissions.mock({
          // Ann sees blue only; Bob sees none.
          authorizeConditional: async (requests, { credentials }) =>
            requests.map(() =>
              userOf(credentials) === BOB
                ? { result: 'DENY' as const }
                : {
                    result: 'CONDITIONAL' as const,
                    pluginId: 'dpf',
                    resourceType: 'dpu-cluster',
                    conditions: {
                      rule: 'IS_OWNER',
                      resourceType: 'dpu-cluster',
                    },
                  },
            ),
          authorize: async requests =>
            requests.map(asked => ({
              result:
                'resourceRef' in asked &&
                asked.resourceRef === 'lab/team-a/blue'
                  ? ('ALLOW' as const)
                  : ('DENY' as const),
            })),
        }).factory,
        mockServices.scheduler.mock({
          createScheduledTaskRunner: () => ({
            run: async ({ fn }) => {
              runs.push(async () => fn(new AbortController().signal));
            },
          }),
        }).factory,
      ],
    });

  it('finds the clusters that the user may read, by name and owner', async () => {
    msw.use(
      http.all(/^http:\/\/(127\.0\.0\.1|localhost)/, () => passthrough()),
      http.get(`${DPF}/dpu-clusters`, () =>
        HttpResponse.json({
          items: ['blue', 'red'].map(name => ({
            managementCluster: 'lab',
            namespace: 'team-a',
            name,
            type: 'kamaji',
            owner: 'group:default/networking',
          })),
          pageInfo: {},
          sources: [{ managementCluster: 'lab', synced: true }],
        }),
      ),
    );
    const runs: Array<() => Promise<void>> = [];
    const backend = await start(
      {
        dpf: {
          pages: { cluster: '/fleet/:managementCluster/:namespace/:name' },
        },
      },
      runs,
    );
    await Promise.all(runs.map(run => run()));
    const titles = async (user: string, term: string) => {
      const { body } = await request(backend.server)
        .get('/api/search/query')
        .query({ term })
        .set('Authorization', mockCredentials.user.header(user))
        .expect(200);
      return body.results.map(
        ({ document }: { document: { title: string; location: string } }) => [
          document.title,
          document.location,
        ],
      );
    };
    const blue = ['team-a/blue', '/fleet/lab/team-a/blue'];
    expect(await titles(ANN, 'blue')).toEqual([blue]);
    expect(await titles(ANN, 'networking')).toEqual([blue]);
    expect(await titles(ANN, 'red')).toEqual([]);
    expect(await titles(BOB, 'blue')).toEqual([]);
    await backend.stop();
  });

  it('names the setting of a schedule that cannot be read', async () => {
    await expect(
      start({
        search: {
          collators: { dpfDpuClusters: { schedule: { frequency: 'often' } } },
        },
      }),
    ).rejects.toThrow('search.collators.dpfDpuClusters.schedule');
  });
});
