import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import request from 'supertest';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';

const CLUSTERS = '/api/dpf/dpu-clusters';
const OWNED_BY_A = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };
const OWNED_BY_B = { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' };

describe('policy.clustersPerGroup', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const { policy } = TEST_MANAGEMENT_CLUSTER;

  beforeEach(async () => {
    backend = await startDpfTestBackend({
      managementClusters: [
        {
          ...TEST_MANAGEMENT_CLUSTER,
          networks: [
            {
              ...TEST_MANAGEMENT_CLUSTER.networks[0],
              vipRanges: ['10.66.66.70-10.66.66.99'],
            },
          ],
          policy: { ...policy, clustersPerGroup: 2 },
        },
      ],
    });
  });
  afterEach(async () => {
    await backend.stop();
  });
  const ask = (name: string, query = '') =>
    request(backend.server)
      .post(`${CLUSTERS}${query}`)
      .send({ requestId: `task-${name}`, name, type: 'kamaji' });
  const FULL = {
    field: 'owner',
    reason:
      'group:default/team-a has 2 of 2 clusters on local. Retire one, or ask the platform team for a higher limit.',
  };

  it('refuses one more cluster with the numbers, and answers the same request again', async () => {
    await backend.fake.add('first', { annotations: OWNED_BY_A });
    await backend.fake.add('theirs', { annotations: OWNED_BY_B });
    await ask('blue').expect(201);
    const { body } = await ask('green').expect(400);
    expect(body.error.details).toEqual([FULL]);
    await ask('green', '?dryRun=true').expect(400);
    await ask('blue').expect(200);
    expect(await backend.rows('cluster_reservations')).toEqual([]);
  });

  it('counts clusters that this replica has not seen yet', async () => {
    await backend.fake.add('first', { annotations: OWNED_BY_A, seen: false });
    await backend.fake.add('second', { annotations: OWNED_BY_A, seen: false });
    await ask('blue').expect(400);
  });

  it('counts a cluster that gets another owner', async () => {
    await backend.fake.add('first', { annotations: OWNED_BY_A });
    await backend.fake.add('second', { annotations: OWNED_BY_A });
    await backend.fake.add('theirs', { annotations: OWNED_BY_B });
    const { body } = await request(backend.server)
      .patch(`${CLUSTERS}/local/dpf-clusters/theirs`)
      .send({ owner: 'group:default/team-a' })
      .expect(400);
    expect(body.error.details).toEqual([FULL]);
    await request(backend.server)
      .patch(`${CLUSTERS}/local/dpf-clusters/first`)
      .send({ owner: 'group:default/team-a', maxNodes: 3 })
      .expect(200);
  });

  it('is shown with how much of it the caller’s groups use', async () => {
    await backend.fake.add('first', { annotations: OWNED_BY_A });
    const { body } = await request(backend.server)
      .get('/api/dpf/management-clusters')
      .expect(200);
    expect(body.items[0]).toMatchObject({
      policy: { clustersPerGroup: 2 },
      quotas: [{ owner: 'group:default/team-a', clusters: 1, limit: 2 }],
    });
  });

  it('lets a failed request use no place', async () => {
    await backend.fake.add('first', { annotations: OWNED_BY_A });
    await ask('first').expect(409);
    await ask('blue').expect(201);
  });
});
