import { DPF_ANNOTATIONS, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
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
      expect(fake.all('dpuclusters')).toHaveLength(1);
      await request(server).delete(`${path}?uid=${metadata.uid}`).expect(204);
      expect(fake.all('dpuclusters')).toHaveLength(0);
    });

    it('is a conflict that names the DPUs while some use it', async () => {
      const { server, fake } = await start();
      const blue = await fake.add('blue');
      await fake.addDpu(blue, 'worker1-0000-2b');

      const { body } = await request(server)
        .delete(`${path}?uid=${blue.metadata.uid}`)
        .expect(409);
      expect(body.error.message).toContain('worker1-0000-2b');
      expect(fake.all('dpuclusters')).toHaveLength(1);
    });

    it.each([
      [
        'user:default/ann: Production until May.',
        'is locked against deletion by user:default/ann: “Production until May”. Unlock it first',
      ],
      ['', 'is locked against deletion, without a reason. Unlock it first'],
    ])('is a conflict while it is locked (%j)', async (locked, said) => {
      const { server, fake } = await start();
      const { metadata } = await fake.add('blue', {
        annotations: { [DPF_ANNOTATIONS.locked]: locked },
      });
      for (const dryRun of ['&dryRun=true', '']) {
        const { body } = await request(server)
          .delete(`${path}?uid=${metadata.uid}${dryRun}`)
          .expect(409);
        expect(body.error.message).toContain(said);
      }
      expect(fake.all('dpuclusters')).toHaveLength(1);
      await request(server).patch(path).send({ locked: null }).expect(200);
      await request(server).delete(`${path}?uid=${metadata.uid}`).expect(204);
    });

    it('is a conflict while DPF itself counts nodes, whatever is listed', async () => {
      const { server, fake } = await start();
      const { metadata } = await fake.add('blue', {
        status: { phase: 'Ready', nodesCount: 2 },
      });
      const { body } = await request(server)
        .delete(`${path}?uid=${metadata.uid}`)
        .expect(409);
      expect(body.error.message).toContain('2 DPUs still use it');
      expect(fake.all('dpuclusters')).toHaveLength(1);
    });

    it('is a conflict while it is unknown whether DPUs use it', async () => {
      const { server, fake } = await start({
        served: { arrange: ({ forbidden }) => forbidden.add('dpus') },
      });
      const { metadata } = await fake.add('blue');
      const refused = await request(server)
        .delete(`${path}?uid=${metadata.uid}`)
        .expect(409);
      expect(refused.body.error.message).toContain('DPUs may not be read');
    });

    it('is accepted where DPUs are not served, since there are none', async () => {
      const { server, fake } = await start({
        served: {
          arrange: ({ hiddenGroups }) =>
            hiddenGroups.add(`dpus.${DPU_CLUSTER_GROUPS.released}`),
        },
      });
      const { metadata } = await fake.add('blue');
      await request(server).delete(`${path}?uid=${metadata.uid}`).expect(204);
    });

    it.each(['2999-12-31T23:59:59Z', 'for ever'])(
      'is accepted where the pause until %s is one that the controllers ignore',
      async pausedUntil => {
        const { server, fake } = await start();
        const { metadata } = await fake.add('blue', {
          annotations: { [DPF_ANNOTATIONS.pausedUntil]: pausedUntil },
        });
        await request(server).delete(`${path}?uid=${metadata.uid}`).expect(204);
      },
    );

    it('is a conflict while it is paused, since nobody would carry it out', async () => {
      const { server, fake } = await start();
      const { metadata } = await fake.add('blue', {
        annotations: { [DPF_ANNOTATIONS.pausedUntil]: '2026-11-24T11:00:00Z' },
      });
      const { body } = await request(server)
        .delete(`${path}?uid=${metadata.uid}&dryRun=true`)
        .expect(409);
      expect(body.error.message).toContain(
        'until the pause ends (2026-11-24 11',
      );
      await request(server).patch(path).send({ pausedUntil: null }).expect(200);
      await request(server).delete(`${path}?uid=${metadata.uid}`).expect(204);
    });
  });
});
