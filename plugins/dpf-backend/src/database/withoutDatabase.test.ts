import { TestDatabases } from '@backstage/backend-test-utils';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { Knex } from 'knex';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

describe('The plugin while its database cannot be used', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const clock = new FakeClock();
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  let knex: Knex | undefined;

  beforeEach(async () => {
    backend = await startDpfTestBackend({
      clock,
      database: {
        getClient: async () => {
          if (!knex) {
            throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
          }
          return knex;
        },
      },
    });
  });
  afterEach(() => backend.stop());

  const get = (path: string) =>
    request(backend.server).get(`/api/dpf/dpu-clusters${path}`);

  it('serves and creates clusters, and has their history once it can', async () => {
    const { body } = await request(backend.server)
      .post('/api/dpf/dpu-clusters')
      .send({ requestId: 'task-1', name: 'blue', type: 'kamaji' })
      .expect(201);
    expect(body.item.name).toBe('blue');
    await get('').expect(200);
    const history = await get('/local/dpf-clusters/blue/history').expect(503);
    expect(history.body.error.message).toBe(
      'History, credentials and quotas are not available, because the database of the portal cannot be used now. Clusters are not affected.',
    );

    knex = await databases.init('SQLITE_3');
    await clock.advance(10_000);
    let answer = await get('/local/dpf-clusters/blue/history');
    while (!answer.body.items?.length) {
      answer = await get('/local/dpf-clusters/blue/history');
    }
    expect(answer.body.items).toMatchObject([{ to: 'Pending' }]);
  });
});
