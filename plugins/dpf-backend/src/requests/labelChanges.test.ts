import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const OPERATOR = 'dpf-operator-system';
const { released } = DPU_CLUSTER_GROUPS;
const PATH = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
const GOLD = { matchLabels: { tier: 'gold' } };

describe('DPUs and the labels of their cluster', () => {
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

  const blue = (fake: FakeManagementCluster) =>
    fake.all<DpuCluster>('dpuclusters')[0];

  function addSet(
    fake: FakeManagementCluster,
    name: string,
    selector?: object,
  ) {
    fake.server.objects.create(`dpusets.${released}`, OPERATOR, {
      metadata: { name },
      ...{
        spec: {
          strategy: { type: 'OnDelete' },
          dpuTemplate: {
            spec: {
              bfb: { name: 'bf-3' },
              dpuFlavor: 'ovn',
              cluster: { selector },
            },
          },
        },
      },
    });
  }

  async function addDpus(
    fake: FakeManagementCluster,
    set: string,
    ...names: string[]
  ) {
    for (const name of names) {
      fake.server.objects.create(`dpus.${released}`, OPERATOR, {
        apiVersion: `${released}/v1alpha1`,
        metadata: {
          name,
          labels: {
            [`${released}/dpuset-name`]: set,
            [`${released}/dpuset-namespace`]: OPERATOR,
          },
        },
        ...{
          spec: { cluster: { namespace: 'dpf-clusters', name: 'blue' } },
          status: { phase: 'Ready' },
        },
      });
    }
    await eventually(() => {
      const dpus = fake.connection.world([]).dpusOf(blue(fake)) ?? [];
      return names.every(name => dpus.some(d => d.metadata.name === name));
    });
  }

  async function addNode(fake: FakeManagementCluster, value: string) {
    fake.server.objects.create('nodes', '', {
      metadata: {
        name: 'cp-1',
        labels: { 'node-role.kubernetes.io/control-plane': value },
      },
    });
    await eventually(() => fake.connection.world([]).nodes()?.length === 1);
  }

  async function withThreeDpus() {
    const started = await start();
    const { fake } = started;
    await fake.add('blue', { labels: { tier: 'gold' } });
    addSet(fake, 'rack-1', GOLD);
    await addDpus(fake, 'rack-1', 'dpu-1', 'dpu-2', 'dpu-3');
    return started;
  }

  describe('PATCH of labels', () => {
    it('is a 409 with the number and the names until the number is confirmed', async () => {
      const { server, fake } = await withThreeDpus();
      const change = { labels: { tier: null } };

      const preview = await request(server)
        .patch(`${PATH}?dryRun=true`)
        .send(change)
        .expect(200);
      expect(preview.body.labelChange).toMatchObject({
        deletes: 3,
        losses: [
          {
            name: 'rack-1',
            dpus: ['dpu-1', 'dpu-2', 'dpu-3'],
            when: 'atOnce',
          },
        ],
      });
      expect(preview.body.item.labels ?? {}).toEqual({});
      expect(blue(fake).metadata.labels).toEqual({ tier: 'gold' });

      const refused = await request(server)
        .patch(PATH)
        .send(change)
        .expect(409);
      expect(refused.body.error.message).toMatch(
        /deletes 3 DPUs.*rack-1.*dpu-1, dpu-2 and 1 more.*confirmDpus=3/,
      );
      expect(refused.body.error.labelChange).toEqual(preview.body.labelChange);
      expect(blue(fake).metadata.labels).toEqual({ tier: 'gold' });

      // One more DPU was assigned since the number was shown.
      await addDpus(fake, 'rack-1', 'dpu-4');
      const changed = await request(server)
        .patch(`${PATH}?confirmDpus=3`)
        .send(change)
        .expect(409);
      expect(changed.body.error.labelChange.deletes).toBe(4);

      await request(server)
        .patch(`${PATH}?confirmDpus=4`)
        .send(change)
        .expect(200);
      expect(blue(fake).metadata.labels ?? {}).toEqual({});

      // A retry of the same request, whose answer was lost.
      await request(server)
        .patch(`${PATH}?confirmDpus=4`)
        .send(change)
        .expect(200);
    });

    it('needs no number where nothing is deleted', async () => {
      const { server, fake } = await withThreeDpus();
      const { body } = await request(server)
        .patch(PATH)
        .send({ labels: { zone: 'a' } })
        .expect(200);
      expect(body.labelChange).toMatchObject({
        deletes: 0,
        selectedBy: [`DPUSet ${OPERATOR}/rack-1`],
      });
      expect(blue(fake).metadata.labels).toEqual({ tier: 'gold', zone: 'a' });
    });

    it('counts every DPU of the cluster where DPUSets may not be read', async () => {
      const { server, fake } = await withThreeDpus();
      fake.server.forbidden.add('dpusets');
      const { body } = await request(server)
        .patch(PATH)
        .send({ labels: { zone: 'a' } })
        .expect(409);
      expect(body.error.labelChange).toMatchObject({
        deletes: 3,
        isUpperBound: true,
      });
      expect(body.error.message).toContain('How many is unknown');
      await request(server)
        .patch(`${PATH}?confirmDpus=3`)
        .send({ labels: { zone: 'a' } })
        .expect(200);
    });

    it('does not ask what selects the cluster for a change of anything else', async () => {
      const { server, fake } = await withThreeDpus();
      fake.server.forbidden.add('dpusets');
      await request(server).patch(PATH).send({ maxNodes: 20 }).expect(200);
    });

    it('gives an existing cluster its identifying label, and no other cluster’s', async () => {
      const { server, fake } = await withThreeDpus();
      const set = (value: string | null) =>
        request(server)
          .patch(PATH)
          .send({ labels: { 'dpf-portal.io/cluster': value } });
      for (const wrong of ['dpf-clusters.green', null]) {
        const { body } = await set(wrong).expect(400);
        expect(body.error.details).toEqual([
          {
            field: 'labels',
            reason: expect.stringContaining(
              'Its only value here is dpf-clusters.blue',
            ),
          },
        ]);
      }
      await set('dpf-clusters.blue').expect(200);
      expect(blue(fake).metadata.labels).toEqual({
        tier: 'gold',
        'dpf-portal.io/cluster': 'dpf-clusters.blue',
      });
    });
  });

  describe('a request', () => {
    const asked = {
      requestId: 'r1',
      name: 'green',
      type: 'kamaji',
      keepalived: {
        vip: '10.66.66.70',
        virtualRouterID: 7,
        interface: 'br-dpu',
        nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
      },
    };
    const send = (server: Parameters<typeof request>[0], dryRun = false) =>
      request(server)
        .post(`/api/dpf/dpu-clusters${dryRun ? '?dryRun=true' : ''}`)
        .send(asked);

    it('gives the cluster its identifying label, and warns of a DPUSet that feeds every cluster', async () => {
      const { server, fake } = await start();
      addSet(fake, 'rack-1');
      addSet(fake, 'rack-2', GOLD);
      await addNode(fake, 'true');
      const warnings = [
        expect.stringMatching(
          /^DPUSet dpf-operator-system\/rack-1 has no cluster selector/,
        ),
      ];
      const dry = await send(server, true).expect(200);
      expect(dry.body.warnings).toEqual(warnings);
      const { body } = await send(server).expect(201);
      expect(body.warnings).toEqual(warnings);
      expect(blue(fake).metadata.labels).toEqual({
        'dpf-portal.io/cluster': 'dpf-clusters.green',
      });
    });

    it('says in a dry run how many DPUs without a cluster may be assigned to it, and foresees that no node holds the VIP', async () => {
      const { server, fake } = await start();
      const selectors = {
        any: undefined,
        ours: {
          matchLabels: { 'dpf-portal.io/cluster': 'dpf-clusters.green' },
        },
        gold: GOLD,
      };
      for (const [name, selector] of Object.entries(selectors)) {
        fake.server.objects.create(`dpus.${released}`, OPERATOR, {
          apiVersion: `${released}/v1alpha1`,
          metadata: { name },
          ...{ spec: { cluster: { selector } } },
        });
      }
      await addNode(fake, '');
      await eventually(
        () => fake.connection.stores.unassignedDpus().length === 3,
      );
      const { body } = await send(server, true).expect(200);
      expect(body.summary).toMatch(
        /; 2 unassigned DPUs may be assigned to it\.$/,
      );
      expect(body.warnings).toEqual([
        'No node has control-plane="true"; 1 node has it with an empty value. Use the empty value.',
      ]);
    });

    it('is not stopped by DPUSets that may not be read', async () => {
      const { server, fake } = await start();
      fake.server.forbidden.add('dpusets');
      await addNode(fake, 'true');
      const { body } = await send(server).expect(201);
      expect(body.warnings).toEqual([
        expect.stringContaining('DPUSets may not be read here'),
      ]);
    });
  });

  describe('GET …/dpu-manifests', () => {
    it('answers with manifests of this cluster and what feeds it already', async () => {
      const { server } = await withThreeDpus();
      const { body } = await request(server)
        .get(`${PATH}/dpu-manifests`)
        .expect(200);
      expect(body).toMatchObject({
        label: {
          key: 'dpf-portal.io/cluster',
          value: 'dpf-clusters.blue',
          isSet: false,
        },
        manifests: [
          { kind: 'DPUSet', namespace: OPERATOR, toReplace: [] },
          { kind: 'DPUDeployment', namespace: OPERATOR },
        ],
        feeds: {
          byLabel: [`DPUSet ${OPERATOR}/rack-1`],
          anyCluster: [],
          warnings: [],
        },
      });
      expect(body.manifests[0].yaml).toContain(
        'name: bf-3 # As in DPUSet rack-1.',
      );
    });

    it('has none where the kinds are not served', async () => {
      const { server, fake } = await start();
      fake.server.hiddenGroups.add(`dpusets.${released}`);
      fake.server.hiddenGroups.add('svc.dpu.nvidia.com');
      await fake.add('blue');
      const { body } = await request(server)
        .get(`${PATH}/dpu-manifests`)
        .expect(200);
      expect(body).toMatchObject({ manifests: [], feeds: { warnings: [] } });
    });
  });
});
