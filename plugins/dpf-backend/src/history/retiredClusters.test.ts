import { DPF_ANNOTATIONS, internalFinalizer } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const GROUP = 'provisioning.dpu.nvidia.com';
const OURS = 'group:default/team-a';
const THEIRS = 'group:default/team-b';

describe('Clusters that are retired', () => {
  const clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;

  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend({ clock, ...options });
  };
  afterEach(() => backend.stop());

  const get = (path: string) => request(backend.server).get(`/api/dpf${path}`);
  const add = (name: string, owner: string) =>
    backend.fake.add(name, {
      creationTimestamp: '2026-11-24T09:00:00Z',
      annotations: { [DPF_ANNOTATIONS.owner]: owner },
      status: { phase: 'Ready' },
    });
  /** Lets the recorder look until this is so. */
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) {
      await clock.advance(1_000);
    }
  };
  const recorded = (count: number) =>
    until(async () => (await backend.rows('cluster_records')).length === count);
  const gone = (count: number) =>
    until(async () => {
      const rows = await backend.rows('cluster_records');
      return (
        rows.filter(row => 'gone_at' in row && row.gone_at).length === count
      );
    });

  describe('where everything may be read', () => {
    beforeEach(() => start());

    it('are listed when they are gone, with who retired them, and have their history', async () => {
      const { metadata } = await add('blue', OURS);
      await recorded(1);
      await request(backend.server)
        .delete(
          `/api/dpf/dpu-clusters/local/dpf-clusters/blue?uid=${metadata.uid}`,
        )
        .expect(204);
      await gone(1);
      const { body } = await get('/retired-clusters').expect(200);
      const blue = {
        managementCluster: 'local',
        uid: metadata.uid,
        namespace: 'dpf-clusters',
        name: 'blue',
        type: 'kamaji',
        owner: OURS,
        from: '2026-11-24T09:00:00.000Z',
        until: expect.stringMatching(/^2026-11-24T10:/),
        retiredBy: 'user:default/mock',
      };
      expect(body).toEqual({
        going: [],
        items: [{ ...blue, remains: { deleting: [], more: 0, stays: [] } }],
        truncated: false,
      });
      await get('/dpu-clusters/local/dpf-clusters/blue/history').expect(404);
      const history = await get(
        `/retired-clusters/local/${metadata.uid}/history`,
      ).expect(200);
      expect(history.body).toMatchObject({
        cluster: blue,
        from: blue.from,
        phases: [{ phase: 'Ready', until: blue.until }],
        findings: [{ code: 'EndpointMissing', until: blue.until }],
      });
      expect(history.body.until).toBe(history.body.cluster.until);
    });

    it('say while they are going what is still being deleted', async () => {
      const cluster = await add('blue', OURS);
      await backend.fake.addDpu(cluster, 'dpu-1');
      const finalizers = [internalFinalizer(GROUP)];
      const { objects } = backend.fake.server;
      const ref = { namespace: 'dpf-clusters', name: 'blue' };
      objects.patch(`dpuclusters.${GROUP}`, ref, { metadata: { finalizers } });
      objects.delete(`dpuclusters.${GROUP}`, ref.namespace, ref.name);
      const { uid = '' } = cluster.metadata;
      await until(
        async () =>
          backend.fake.connection.clusterByUid(uid)?.metadata
            .deletionTimestamp !== undefined,
      );
      const { body } = await get('/retired-clusters').expect(200);
      expect(body.items).toEqual([]);
      expect(body.going).toMatchObject([
        {
          name: 'blue',
          deleting: [
            { kind: 'DPU', name: 'dpu-1', state: 'waiting' },
            { kind: 'DPUCluster', name: 'blue', state: 'deleting', finalizers },
          ],
          more: 0,
          stays: [],
          blockedBy: { code: 'DeletionBlocked' },
        },
      ]);
    });

    it('say who changed a setting by the portal', async () => {
      await add('blue', OURS);
      await recorded(1);
      const path = '/dpu-clusters/local/dpf-clusters/blue';
      await request(backend.server)
        .patch(`/api/dpf${path}`)
        .send({ purpose: 'prod', labels: { tier: 'gold' } })
        .expect(200);
      const changes = async () =>
        (await get(`${path}/history`).expect(200)).body.changes;
      await until(async () => (await changes()).length === 2);
      const by = 'user:default/mock';
      expect(await changes()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ setting: 'purpose', to: 'prod', by }),
          expect.objectContaining({ setting: 'label tier', to: 'gold', by }),
        ]),
      );
    });

    it('are a history since a time, or of everything', async () => {
      await add('blue', OURS);
      await recorded(1);
      const path = '/dpu-clusters/local/dpf-clusters/blue/history';
      const all = await get(path).expect(200);
      expect(all.body.from).toBe('2026-11-24T09:00:00.000Z');
      expect(all.body.items).toHaveLength(1);
      const { body } = await get(`${path}?since=2026-11-25T00:00:00%2B01:00`);
      expect(body.from).toBe('2026-11-24T23:00:00.000Z');
      expect(body.items).toEqual([]);
      // It has lasted since before then.
      expect(body.phases).toMatchObject([{ phase: 'Ready' }]);
      await get(`${path}?since=Friday`).expect(400);
    });
  });

  describe('where owners read what is theirs', () => {
    beforeEach(() =>
      start({ permissions: ownersOnly('dpf.dpu-cluster.read') }),
    );

    it('are seen by those who might read what they were', async () => {
      const ours = await add('ours', OURS);
      const theirs = await add('theirs', THEIRS);
      await recorded(2);
      await backend.fake.remove(ours);
      await backend.fake.remove(theirs);
      await gone(2);
      const { body } = await get('/retired-clusters').expect(200);
      expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
        'ours',
      ]);
      const historyOf = ({ metadata }: typeof ours) =>
        get(`/retired-clusters/local/${metadata.uid}/history`);
      await historyOf(ours).expect(200);
      await historyOf(theirs).expect(404);
      await get('/retired-clusters/other/none/history').expect(404);
    });
  });
});
