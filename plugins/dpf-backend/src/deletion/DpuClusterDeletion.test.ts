import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

describe('DELETE /dpu-clusters', () => {
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

  describe('deletion', () => {
    const path = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';

    it('takes the very object with this uid', async () => {
      const { server, fake } = await start();
      const { metadata } = await fake.add('blue');

      await request(server).delete(`${path}?uid=another`).expect(409);
      await request(server)
        .delete(`${path}?uid=${metadata.uid}&dryRun=true`)
        .expect(204);
      expect(fake.kube.all('dpuclusters')).toHaveLength(1);
      await request(server).delete(`${path}?uid=${metadata.uid}`).expect(204);
      expect(fake.kube.all('dpuclusters')).toHaveLength(0);
    });

    it('is a conflict that names the DPUs while some use it', async () => {
      const { server, fake } = await start();
      const { metadata } = await fake.add('blue');
      fake.dpus.set(metadata.uid ?? '', [
        { metadata: { name: 'worker1-0000-2b' } },
      ]);

      const { body } = await request(server)
        .delete(`${path}?uid=${metadata.uid}`)
        .expect(409);
      expect(body.error.message).toContain('worker1-0000-2b');
      expect(fake.kube.all('dpuclusters')).toHaveLength(1);
    });
  });
});
