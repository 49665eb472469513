import { mockCredentials } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const KAMAJI = { requestId: 'task-1', name: 'blue', type: 'kamaji' };
const OWNED_BY_A = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };
const OWNED_BY_B = { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' };

describe('permissions', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    return backend;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  describe('who may', () => {
    it('lets services read and users only change', async () => {
      const { server } = await start();
      const service = mockCredentials.service.header();
      await request(server)
        .get('/api/dpf/dpu-clusters')
        .set('Authorization', service)
        .expect(200);
      await request(server)
        .post('/api/dpf/dpu-clusters')
        .set('Authorization', service)
        .send(KAMAJI)
        .expect(403);
    });

    it('evaluates create against the cluster to be', async () => {
      const { server } = await start({
        permissions: ownersOnly('dpf.dpu-cluster.create'),
        ownershipEntityRefs: ['group:default/team-a', 'group:default/team-b'],
      });
      await request(server)
        .post('/api/dpf/dpu-clusters')
        .send({ ...KAMAJI, owner: 'group:default/team-b' })
        .expect(403);
      await request(server)
        .post('/api/dpf/dpu-clusters')
        .send({ ...KAMAJI, owner: 'group:default/team-a' })
        .expect(201);
    });

    it('asks for assign-owner before a cluster is made for others', async () => {
      const { server } = await start({
        permissions: ownersOnly('dpf.dpu-cluster.assign-owner'),
      });
      await request(server)
        .post('/api/dpf/dpu-clusters')
        .send({ ...KAMAJI, owner: 'group:default/team-b' })
        .expect(403);
    });

    it('evaluates a change against the cluster as it is and as it will be', async () => {
      const { server, fake } = await start({
        permissions: ownersOnly('dpf.dpu-cluster.update'),
      });
      await fake.add('ours', { annotations: OWNED_BY_A });
      await fake.add('theirs', { annotations: OWNED_BY_B });
      const path = '/api/dpf/dpu-clusters/local/dpf-clusters';

      await request(server)
        .patch(`${path}/theirs`)
        .send({ owner: 'group:default/team-a' })
        .expect(403);
      await request(server)
        .patch(`${path}/ours`)
        .send({ owner: 'group:default/team-b' })
        .expect(403);
      const { body } = await request(server)
        .patch(`${path}/ours`)
        .send({ maxNodes: 20, purpose: 'prod', labels: { tier: 'gold' } })
        .expect(200);
      expect(body.item).toMatchObject({
        maxNodes: 20,
        purpose: 'prod',
        labels: { tier: 'gold' },
        owner: 'group:default/team-a',
      });
    });
  });
});
