import { DPF_ANNOTATIONS, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const OWNED_BY_A = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };
const OWNED_BY_B = { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' };

describe('reading DPU clusters', () => {
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

  it('carries the key that signals hold for this cluster, while signals hold no uid', async () => {
    const clock = new FakeClock();
    const { server, fake, signals } = await start({ clock });
    const { metadata } = await fake.add('blue');
    await fake.add('green');
    const { body } = await request(server)
      .get('/api/dpf/dpu-clusters')
      .expect(200);
    const [blue, green] = body.items.map(
      ({ signalKey }: { signalKey: string }) => signalKey,
    );
    await clock.advance(1000);
    const published = signals.publish.mock.calls.flatMap(
      ([{ message }]) => message.keys ?? [],
    );
    expect(new Set(published)).toEqual(new Set([blue, green]));
    expect(JSON.stringify(signals.publish.mock.calls)).not.toContain(
      metadata.uid,
    );
  });

  describe('lists', () => {
    it('filters by phase, owner and text, and counts what is left', async () => {
      const { server, fake } = await start();
      await fake.add('blue', {
        annotations: OWNED_BY_A,
        status: { phase: 'Ready' },
      });
      await fake.add('green', {
        annotations: OWNED_BY_B,
        status: { phase: 'Creating' },
        spec: {
          clusterEndpoint: {
            keepalived: {
              interface: 'br-dpu',
              vip: '10.66.66.71',
              virtualRouterID: 3,
            },
          },
        },
      });
      await fake.add('red', { annotations: OWNED_BY_A });
      const names = async (query: string) => {
        const { body } = await request(server)
          .get(`/api/dpf/dpu-clusters?${query}`)
          .expect(200);
        expect(body.totalItems).toBe(body.items.length);
        return body.items.map(({ name }: { name: string }) => name);
      };

      expect(await names('phase=Ready&phase=Pending')).toEqual(['blue', 'red']);
      expect(await names('phase=Creating')).toEqual(['green']);
      expect(await names('owner=group:default/team-a')).toEqual([
        'blue',
        'red',
      ]);
      expect(await names('text=66.71')).toEqual(['green']);
      expect(await names('orderBy=-name')).toEqual(['red', 'green', 'blue']);
      expect(await names('orderBy=phase')).toEqual(['red', 'green', 'blue']);
    });

    it('pages without losing or repeating any', async () => {
      const { server, fake } = await start();
      for (const name of ['c', 'a', 'e', 'b', 'd']) {
        await fake.add(name);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await request(server)
          .get('/api/dpf/dpu-clusters')
          .query({ limit: 2, ...(cursor && { cursor }) })
          .expect(200);
        expect(body.totalItems).toBe(5);
        seen.push(...body.items.map(({ name }: { name: string }) => name));
        cursor = body.pageInfo.nextCursor;
      } while (cursor);

      expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('answers with a short page and a short cursor, whatever stands in a cluster', async () => {
      const { server, fake } = await start();
      for (const name of ['a', 'b', 'c']) {
        await fake.add(name, {
          annotations: { [DPF_ANNOTATIONS.owner]: 'x'.repeat(250_000) },
        });
      }
      const { body } = await request(server)
        .get('/api/dpf/dpu-clusters')
        .query({ limit: 2, orderBy: 'owner' })
        .expect(200);
      expect(body.pageInfo.nextCursor.length).toBeLessThan(1_000);
      expect(JSON.stringify(body).length).toBeLessThan(10_000);
      const { body: rest } = await request(server)
        .get('/api/dpf/dpu-clusters')
        .query({ orderBy: 'owner', cursor: body.pageInfo.nextCursor })
        .expect(200);
      expect(rest.items).toHaveLength(1);
    });

    it('shows only what the policy lets the caller read', async () => {
      const { server, fake } = await start({
        permissions: ownersOnly('dpf.dpu-cluster.read'),
      });
      await fake.add('ours', { annotations: OWNED_BY_A });
      await fake.add('theirs', { annotations: OWNED_BY_B });

      const { body } = await request(server)
        .get('/api/dpf/dpu-clusters')
        .expect(200);
      expect(body.totalItems).toBe(1);
      expect(body.items[0].name).toBe('ours');
      await request(server)
        .get('/api/dpf/dpu-clusters/local/dpf-clusters/theirs')
        .expect(404);
      await request(server)
        .get('/api/dpf/dpu-clusters/local/dpf-clusters/theirs/findings')
        .expect(404);
    });
  });

  describe('one cluster', () => {
    it('asks the server once for one that the watch has not seen', async () => {
      const { server, fake } = await start();
      await fake.add('new', { seen: false });

      const { body } = await request(server)
        .get('/api/dpf/dpu-clusters/local/dpf-clusters/new')
        .expect(200);
      expect(body.item.name).toBe('new');
    });

    it("means the released group unless the guide's is named", async () => {
      const { server, fake } = await start({
        served: { groups: Object.values(DPU_CLUSTER_GROUPS) },
      });
      await fake.add('test', { spec: { maxNodes: 1 } });
      await fake.add('test', {
        group: DPU_CLUSTER_GROUPS.guide,
        spec: { maxNodes: 2 },
      });

      const path = '/api/dpf/dpu-clusters/local/dpf-clusters/test';
      const plain = await request(server).get(path).expect(200);
      const guide = await request(server)
        .get(`${path}?group=provisioning.dpf.nvidia.com`)
        .expect(200);
      expect(plain.body.item).toMatchObject({
        maxNodes: 1,
        ref: 'local/dpf-clusters/test',
      });
      expect(guide.body.item).toMatchObject({
        maxNodes: 2,
        ref: 'local/dpf-clusters/test.dpf',
      });
    });

    it('is not found where there is none, or no such management cluster', async () => {
      const { server } = await start();
      await request(server)
        .get('/api/dpf/dpu-clusters/local/dpf-clusters/none')
        .expect(404);
      await request(server)
        .get('/api/dpf/dpu-clusters/other/dpf-clusters/none')
        .expect(404);
    });
  });
});
