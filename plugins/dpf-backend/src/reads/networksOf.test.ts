import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_DPU_CLUSTER } from '@dpf-portal/backstage-plugin-dpf-common';
import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import {
  createDpuClusterConditionalDecision,
  dpuClusterConditions,
} from '../permissions/rules';

const NETWORKS = '/api/dpf/management-clusters/local/networks';
const endpoint = (vip: string, virtualRouterID: number) => ({
  spec: {
    clusterEndpoint: {
      keepalived: { interface: 'br-dpu', vip, virtualRouterID },
    },
  } satisfies Partial<DpuCluster['spec']>,
});
const ownedBy = (owner: string) => ({
  annotations: { [DPF_ANNOTATIONS.owner]: owner },
});

/** Reads only what team-a owns, and nothing of the platform. */
const ofTeamA = () =>
  mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(({ permission }) => ({
        result:
          permission.name === 'dpf.platform.read'
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
    authorizeConditional: async requests =>
      requests.map(({ permission }) =>
        isResourcePermission(permission, RESOURCE_TYPE_DPU_CLUSTER)
          ? createDpuClusterConditionalDecision(
              permission,
              dpuClusterConditions.isOwner({
                claims: ['group:default/team-a'],
              }),
            )
          : { result: AuthorizeResult.ALLOW },
      ),
  });

describe('GET …/networks', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    await backend.fake.add('blue', {
      ...endpoint('10.66.66.70', 100),
      ...ownedBy('group:default/team-a'),
    });
    await backend.fake.add('green', {
      ...endpoint('10.66.66.71', 101),
      ...ownedBy('group:default/team-b'),
    });
    return backend;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });
  const read = async () => {
    if (!backend) {
      throw new Error('The back end has not started.');
    }
    const { body } = await request(backend.server).get(NETWORKS).expect(200);
    return body.items[0];
  };

  it('shows the platform what has each address and router id', async () => {
    await start();
    const { use, nextFree } = await read();
    expect(nextFree).toBeUndefined();
    expect(use).toMatchObject({
      vips: { total: 2, used: 2, free: 0 },
      virtualRouterIds: { total: 11, used: 2, free: 9 },
      level: 'full',
      hiddenHolders: 0,
    });
    expect(use.holders).toEqual([
      {
        vip: '10.66.66.70',
        virtualRouterID: 100,
        holder: expect.objectContaining({
          kind: 'Cluster',
          managementCluster: 'local',
          namespace: 'dpf-clusters',
          name: 'blue',
        }),
      },
      {
        vip: '10.66.66.71',
        virtualRouterID: 101,
        holder: expect.objectContaining({ name: 'green' }),
      },
    ]);
    expect(use.vipRanges[0].cells).toHaveLength(2);
  });

  it('names to others only the clusters that they may read, and counts all', async () => {
    await start({ permissions: ofTeamA() });
    const { use } = await read();
    expect(use.vips.used).toBe(2);
    expect(use.hiddenHolders).toBe(1);
    expect(
      use.holders.map(
        ({ holder }: { holder: { name: string } }) => holder.name,
      ),
    ).toEqual(['blue']);
    expect(JSON.stringify(use.holders)).not.toContain('green');
  });

  it('shows until when an endpoint is reserved, and the addresses of nodes', async () => {
    const until = new Date(Date.now() + 5 * 60_000).toISOString();
    await start({
      managementClusters: [
        {
          name: 'local',
          connection: {
            server: 'https://127.0.0.1:6443',
            serviceAccountToken: 'unused',
          },
          networks: [
            {
              name: 'lab',
              interface: 'br-dpu',
              vipRanges: ['10.66.66.70-10.66.66.89'],
              virtualRouterIds: ['100-110'],
            },
          ],
          policy: {
            namespace: 'dpf-clusters',
            version: 'v1.29.0',
            maxNodes: { default: 10, max: 100 },
          },
        },
      ],
      served: {
        arrange: ({ objects }) => {
          objects.create('nodes', '', {
            metadata: { name: 'control-plane-1' },
            status: {
              addresses: [{ type: 'InternalIP', address: '10.66.66.72' }],
            },
          } as Parameters<typeof objects.create>[2]);
          objects.create('configmaps', 'dpf-clusters', {
            metadata: { name: 'dpf-portal-reservations' },
            data: {
              key: JSON.stringify({
                managementCluster: 'local',
                namespace: 'dpf-clusters',
                name: 'coming',
                vip: '10.66.66.73',
                virtualRouterID: 103,
                interface: 'br-dpu',
                reserved: new Date().toISOString(),
                expires: until,
              }),
            },
          } as Parameters<typeof objects.create>[2]);
        },
      },
    });
    const { use, nextFree } = await read();
    expect(nextFree).toEqual({ vip: '10.66.66.74', virtualRouterID: 102 });
    expect(use.level).toBe('free');
    expect(use.holders.slice(2)).toEqual([
      {
        vip: '10.66.66.72',
        holder: {
          kind: 'Node',
          managementCluster: 'local',
          name: 'control-plane-1',
        },
      },
      {
        vip: '10.66.66.73',
        virtualRouterID: 103,
        holder: {
          kind: 'Reservation',
          managementCluster: 'local',
          namespace: 'dpf-clusters',
          name: 'coming',
          until,
        },
      },
    ]);
  });

  it('has a finding for a network that is full', async () => {
    const { server } = await start();
    const { body } = await request(server)
      .get('/api/dpf/management-clusters/local/controllers')
      .expect(200);
    expect(
      body.findings.find(
        ({ code }: { code: string }) => code === 'NetworkNearlyFull',
      ),
    ).toMatchObject({ severity: 'error', who: 'platform' });
  });

  it('needs credentials', async () => {
    const { server } = await start();
    await request(server)
      .get(NETWORKS)
      .set('Authorization', mockCredentials.none.header())
      .expect(401);
  });
});
