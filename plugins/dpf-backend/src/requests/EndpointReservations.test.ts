import { ConfigMap, DpuCluster } from '@dpf-portal/dpf-model';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { JsonObject } from '@backstage/types';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';

const NAMESPACE = 'dpf-clusters';
const NAME = 'dpf-portal-reservations';
/** The two addresses of the network. */
const [FIRST, SECOND] = ['10.66.66.70', '10.66.66.71'];

const kamaji = (name: string, more: object = {}) => ({
  requestId: `request-${name}`,
  name,
  type: 'kamaji',
  ...more,
});
const keepalived = (vip: string, virtualRouterID = 100) => ({
  keepalived: { vip, virtualRouterID },
});

/** A cluster that has the first address. */
const WITH_FIRST = {
  spec: {
    clusterEndpoint: {
      keepalived: { interface: 'br-dpu', vip: FIRST, virtualRouterID: 100 },
    },
  },
};

/** Whatever else an object has. */
function object(name: string, fields: object) {
  return { metadata: { name }, ...fields };
}

describe('The address of a requested cluster', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    return backend;
  };
  afterEach(() => backend.stop());

  const post = (body: object, query = '') =>
    request(backend.server).post(`/api/dpf/dpu-clusters${query}`).send(body);
  const reasonOf = async (body: object) => {
    const answer = await post(body).expect(400);
    return answer.body.error.details[0].reason;
  };
  const vipOf = (fake: FakeManagementCluster, name: string) =>
    fake
      .all<DpuCluster>('dpuclusters')
      .find(({ metadata }) => metadata.name === name)?.spec.clusterEndpoint
      ?.keepalived?.vip;
  const nextFree = async (managementCluster = 'local') => {
    const { body } = await request(backend.server)
      .get(`/api/dpf/management-clusters/${managementCluster}/networks`)
      .expect(200);
    return body.items[0].nextFree?.vip;
  };
  const entries = (fake: FakeManagementCluster) =>
    Object.values(fake.all<ConfigMap>('configmaps')[0]?.data ?? {}).map(text =>
      JSON.parse(text),
    );
  const reserve = (fake: FakeManagementCluster, data: object) =>
    fake.server.objects.create('configmaps', NAMESPACE, object(NAME, { data }));
  const later = (minutes: number) =>
    new Date(Date.now() + minutes * 60_000).toISOString();
  const entry = (more: object = {}) =>
    JSON.stringify({
      managementCluster: 'local',
      namespace: NAMESPACE,
      name: 'other',
      vip: FIRST,
      virtualRouterID: 100,
      interface: 'br-dpu',
      reserved: new Date().toISOString(),
      expires: later(1),
      ...more,
    });

  it('is not that of a node', async () => {
    const { fake } = await start({
      served: {
        arrange: ({ objects }) =>
          objects.create(
            'nodes',
            '',
            object('control-plane-1', {
              status: { addresses: [{ type: 'InternalIP', address: FIRST }] },
            }),
          ),
      },
    });
    expect(await nextFree()).toBe(SECOND);
    expect(await reasonOf(kamaji('blue', keepalived(FIRST)))).toBe(
      `${FIRST} is the address of node control-plane-1. ${SECOND} is free.`,
    );
    await post(kamaji('blue')).expect(201);
    expect(vipOf(fake, 'blue')).toBe(SECOND);
  });

  it.each([
    ['external IP', { spec: { ports: [], externalIPs: [FIRST] } }],
    ['requested address', { spec: { ports: [], loadBalancerIP: FIRST } }],
    [
      'load balancer',
      {
        spec: { ports: [] },
        status: { loadBalancer: { ingress: [{ ip: FIRST }] } },
      },
    ],
  ])('is not that of a Service made a moment ago: %s', async (_, fields) => {
    const { fake } = await start();
    fake.server.objects.create('services', 'shop', object('web', fields));
    expect(await reasonOf(kamaji('blue', keepalived(FIRST)))).toBe(
      `${FIRST} is an address of Service shop/web. ${SECOND} is free.`,
    );
    await post(kamaji('blue')).expect(201);
    expect(vipOf(fake, 'blue')).toBe(SECOND);
  });

  it('does not tell whose Service has it to a user who may not see that cluster', async () => {
    const { fake } = await start({
      permissions: ownersOnly('dpf.dpu-cluster.read'),
    });
    const { metadata } = await fake.add('secret', { namespace: 'team-x' });
    fake.server.objects.create('services', 'team-x', {
      ...object('secret', { spec: { ports: [], externalIPs: [FIRST] } }),
      metadata: {
        name: 'secret',
        ownerReferences: [
          {
            apiVersion: 'kamaji.clastix.io/v1alpha1',
            kind: 'TenantControlPlane',
            name: metadata.name,
            uid: 'uid-tcp',
          },
        ],
      },
    });
    expect(await reasonOf(kamaji('blue', keepalived(FIRST)))).toBe(
      `${FIRST} belongs to another cluster. ${SECOND} is free.`,
    );
  });

  it('is not the gateway of the network', async () => {
    await start({
      managementClusters: [
        {
          ...TEST_MANAGEMENT_CLUSTER,
          networks: [
            { ...TEST_MANAGEMENT_CLUSTER.networks[0], gateway: FIRST },
          ],
        },
      ],
    });
    expect(await nextFree()).toBe(SECOND);
    expect(await reasonOf(kamaji('blue', keepalived(FIRST)))).toBe(
      `${FIRST} is the gateway of network lab.`,
    );
  });

  it('counts nothing that may not be read, and a finding says so', async () => {
    const { fake } = await start({
      served: {
        arrange: ({ forbidden }) => forbidden.add('nodes').add('services'),
      },
    });
    await post(kamaji('blue')).expect(201);
    expect(vipOf(fake, 'blue')).toBe(FIRST);
    expect(fake.findings()).toContainEqual(
      expect.objectContaining({
        code: 'AddressesUnreadable',
        sentence:
          'The portal may not list nodes and Services on local. A new cluster can get an address that one of them has.',
      }),
    );
  });

  describe('is reserved', () => {
    it('until all replicas see the cluster', async () => {
      const { fake } = await start();
      await post(kamaji('blue')).expect(201);
      const [made] = entries(fake);
      expect(made).toMatchObject({
        managementCluster: 'local',
        namespace: NAMESPACE,
        name: 'blue',
        vip: FIRST,
        virtualRouterID: 100,
        interface: 'br-dpu',
        uid: fake.all('dpuclusters')[0].metadata.uid,
      });
      const minutes =
        (Date.parse(made.expires) - Date.parse(made.reserved)) / 60_000;
      expect(minutes).toBe(10);
    });

    it('by another replica, whose cluster no watch has seen', async () => {
      const { fake } = await start();
      const other = await fake.add('other', { seen: false, ...WITH_FIRST });
      reserve(fake, { a: entry({ uid: other.metadata.uid }) });
      await post(kamaji('blue')).expect(201);
      expect(vipOf(fake, 'blue')).toBe(SECOND);
    });

    it('by a request that another replica is working on', async () => {
      const { fake } = await start();
      reserve(fake, { a: entry() });
      expect(await nextFree()).toBe(SECOND);
      const { body } = await post(kamaji('blue', keepalived(FIRST))).expect(
        400,
      );
      expect(
        body.error.details.map(({ reason }: { reason: string }) => reason),
      ).toEqual([
        `${FIRST} is reserved for another request. ${SECOND} is free.`,
        'Virtual router 100 is reserved for another request. 101 is free.',
      ]);
      await post(kamaji('blue')).expect(201);
      expect(vipOf(fake, 'blue')).toBe(SECOND);
      await post(kamaji('green')).expect(400);
    });

    it('no longer than ten minutes', async () => {
      const { fake } = await start();
      const expires = new Date(Date.now() - 1).toISOString();
      reserve(fake, { a: entry({ expires }) });
      await post(kamaji('blue')).expect(201);
      expect(vipOf(fake, 'blue')).toBe(FIRST);
      expect(entries(fake).map(({ name }) => name)).toEqual(['blue']);
    });

    it('only while its cluster exists', async () => {
      const { fake } = await start();
      await post(kamaji('blue')).expect(201);
      const [blue] = fake.all<DpuCluster>('dpuclusters');
      await fake.remove(blue);
      await post(kamaji('green')).expect(201);
      expect(vipOf(fake, 'green')).toBe(FIRST);
      expect(entries(fake).map(({ name }) => name)).toEqual(['green']);
    });

    describe('for a manifest', () => {
      const inDays = () => entry({ expires: later(7 * 24 * 60) });

      it('until the cluster that somebody applied is deleted, as a request notices', async () => {
        const { fake } = await start();
        reserve(fake, { a: inDays() });
        const other = await fake.add('other', WITH_FIRST);
        await post(kamaji('blue')).expect(201);
        expect(vipOf(fake, 'blue')).toBe(SECOND);
        expect(entries(fake)).toContainEqual(
          expect.objectContaining({
            name: 'other',
            uid: other.metadata.uid,
          }),
        );
        await fake.remove(other);
        await post(kamaji('green')).expect(201);
        expect(vipOf(fake, 'green')).toBe(FIRST);
      });

      it('until the cluster that somebody applied is deleted, as the portal notices without a request', async () => {
        const { fake, runTask } = await start();
        reserve(fake, { a: inDays() });
        const other = await fake.add('other', WITH_FIRST);
        await runTask('check-reservation-rights');
        expect(entries(fake)).toMatchObject([{ uid: other.metadata.uid }]);
        await fake.remove(other);
        await runTask('check-reservation-rights');
        expect(entries(fake)).toEqual([]);
        expect(await nextFree()).toBe(FIRST);
      });

      it('still where a cluster of that name has another address', async () => {
        const { fake, runTask } = await start();
        reserve(fake, { a: inDays() });
        await fake.add('other');
        await runTask('check-reservation-rights');
        expect(entries(fake)).toEqual([
          expect.not.objectContaining({ uid: expect.anything() }),
        ]);
        await post(kamaji('blue', keepalived(FIRST))).expect(400);
      });
    });

    it('again for the same request after a crash', async () => {
      const { fake } = await start();
      fake.afterWrite = () => {
        throw new Error('the process ended here');
      };
      await post(kamaji('blue')).expect(500);
      expect(entries(fake)).toHaveLength(1);
      fake.afterWrite = undefined;
      await post(kamaji('blue')).expect(201);
      expect(vipOf(fake, 'blue')).toBe(FIRST);
      expect(entries(fake)).toHaveLength(1);
    });

    it('no more once the API server has refused the cluster', async () => {
      const { fake } = await start();
      fake.server.admit = (verb, resource) => {
        if (verb === 'create' && resource.startsWith('dpuclusters.')) {
          throw new FakeRefusal(422, 'Invalid', 'refused');
        }
      };
      await post(kamaji('blue')).expect(400);
      expect(entries(fake)).toEqual([]);
    });

    it('not by a dry run, which counts the others', async () => {
      const { fake } = await start();
      reserve(fake, { a: entry() });
      const { body } = await post(kamaji('blue'), '?dryRun=true').expect(200);
      expect(body.summary).toContain(SECOND);
      expect(entries(fake)).toHaveLength(1);
    });

    it('though somebody wrote nonsense into the ConfigMap, which is reported', async () => {
      const { fake, logger } = await start();
      const forEver = entry({ expires: '9999-01-01T00:00:00Z' });
      reserve(fake, { nonsense: '{', forEver, good: entry() });
      await post(kamaji('blue')).expect(201);
      expect(vipOf(fake, 'blue')).toBe(SECOND);
      expect(
        Object.keys(fake.all<ConfigMap>('configmaps')[0].data ?? {}),
      ).toEqual(['good', expect.stringMatching(/^[0-9a-f]{64}$/)]);
      expect(logger.warn).toHaveBeenCalledWith(
        `ConfigMap ${NAMESPACE}/${NAME} on local has entries that are no reservations: nonsense, forEver. They count for nothing and are removed with the next request.`,
      );
    });

    it('though somebody else writes in between', async () => {
      const { fake } = await start();
      reserve(fake, {});
      let times = 3;
      fake.server.admit = (verb, resource) => {
        if (verb === 'patch' && resource === 'configmaps' && times-- > 0) {
          const data = { [`other-${times}`]: entry() };
          fake.server.objects.patch(
            'configmaps',
            { namespace: NAMESPACE, name: NAME },
            { data },
          );
        }
      };
      await post(kamaji('blue')).expect(201);
      expect(vipOf(fake, 'blue')).toBe(SECOND);
    });
  });

  describe('that cannot be reserved', () => {
    it('is not chosen; one that the request names is taken', async () => {
      const { fake } = await start();
      fake.server.forbidden.add('configmaps');
      const { body } = await post(kamaji('blue')).expect(503);
      expect(body.error.message).toBe(
        `The portal may not get ConfigMap ${NAMESPACE}/${NAME} on local, where it reserves addresses so that no two requests get the same. The platform team grants it: apply deploy/charts/dpf-portal/rbac/portal-request.yaml, and bind its ClusterRole dpf-portal-reservations in namespace ${NAMESPACE}. Until then, name keepalived.vip and keepalived.virtualRouterID in the request.`,
      );
      expect(vipOf(fake, 'blue')).toBeUndefined();
      expect(fake.findings()).toContainEqual(
        expect.objectContaining({ code: 'ReservationsDenied' }),
      );
      await post(kamaji('blue', keepalived(FIRST))).expect(201);
      await post(kamaji('red', keepalived(FIRST, 101))).expect(400);

      fake.server.forbidden.delete('configmaps');
      await post(kamaji('green')).expect(201);
      expect(vipOf(fake, 'green')).toBe(SECOND);
    });

    it('says what is to be done with a ConfigMap that cannot be changed', async () => {
      const { fake } = await start();
      reserve(fake, {});
      fake.server.admit = (verb, resource) => {
        if (verb === 'patch' && resource === 'configmaps') {
          throw new FakeRefusal(422, 'Invalid', 'field is immutable.');
        }
      };
      const { body } = await post(kamaji('blue')).expect(503);
      expect(body.error.message).toContain(
        `kubectl -n ${NAMESPACE} delete configmap ${NAME}`,
      );
    });
  });

  describe('on a segment of two management clusters', () => {
    const [network] = TEST_MANAGEMENT_CLUSTER.networks;
    const site = (name: string, more: JsonObject): JsonObject => ({
      ...TEST_MANAGEMENT_CLUSTER,
      name,
      networks: [{ ...network, ...more }],
    });
    const SITES = [
      site('site-a', { segment: 'x' }),
      // Its nodes name the interface otherwise.
      site('site-b', { segment: 'x', interface: 'bond0', name: 'rack' }),
    ];
    const on = (managementCluster: string, name: string, more: object = {}) =>
      kamaji(name, { managementCluster, ...more });

    it('is given once', async () => {
      const { fakes } = await start({ managementClusters: SITES });
      await post(on('site-b', 'blue')).expect(201);
      expect(vipOf(fakes[1], 'blue')).toBe(FIRST);
      expect(await nextFree('site-a')).toBe(SECOND);
      expect(
        await reasonOf(on('site-a', 'green', keepalived(FIRST, 101))),
      ).toBe(
        `${FIRST} belongs to ${NAMESPACE}/blue on site-b. ${SECOND} is free.`,
      );
      expect(
        await reasonOf(on('site-a', 'green', keepalived(SECOND, 100))),
      ).toContain('Virtual router 100 is used by');
      // At the same moment as well.
      const answers = await Promise.all(
        ['site-a', 'site-b'].map(where => post(on(where, `last-${where}`))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
      // The first one in the configuration has the reservations of both.
      expect(entries(fakes[0])).toHaveLength(2);
      expect(entries(fakes[1])).toEqual([]);
    });

    it('is found where two have it, without the name of the other cluster', async () => {
      const { fakes } = await start({ managementClusters: SITES });
      const spec = {
        clusterEndpoint: {
          keepalived: { interface: 'br-dpu', vip: FIRST, virtualRouterID: 100 },
        },
      };
      await fakes[1].add('secret', {
        spec,
        creationTimestamp: '2026-11-01T00:00:00Z',
      });
      await fakes[0].add('blue', {
        spec,
        creationTimestamp: '2026-11-02T00:00:00Z',
      });
      const { body } = await request(backend.server)
        .get(`/api/dpf/dpu-clusters/site-a/${NAMESPACE}/blue/findings`)
        .expect(200);
      expect(body.items).toContainEqual(
        expect.objectContaining({
          code: 'AddressInUse',
          blocking: true,
          sentence: `VIP ${FIRST} is the VIP of a DPU cluster on site-b. This cluster cannot start.`,
        }),
      );
      expect(JSON.stringify(body)).not.toContain('secret');
    });

    it('counts as last known where a management cluster is unreachable', async () => {
      const { fakes } = await start({ managementClusters: SITES });
      await post(on('site-b', 'blue')).expect(201);
      await fakes[1].leave();
      await post(on('site-a', 'green')).expect(201);
      expect(vipOf(fakes[0], 'green')).toBe(SECOND);
    });

    it('is not given while the one with the reservations is unreachable', async () => {
      const { fakes } = await start({ managementClusters: SITES });
      await fakes[0].leave();
      const { body } = await post(on('site-b', 'blue')).expect(503);
      expect(body.error.message).toBe(
        'site-a cannot be reached. The addresses of network segment x are reserved there, so none is given until it answers.',
      );
    });

    it('is given twice where the segments differ', async () => {
      const { fakes } = await start({
        managementClusters: [SITES[0], site('site-b', { segment: 'y' })],
      });
      await post(on('site-a', 'blue')).expect(201);
      await post(on('site-b', 'green')).expect(201);
      expect(vipOf(fakes[1], 'green')).toBe(FIRST);
      expect(fakes.flatMap(fake => fake.findings())).not.toContainEqual(
        expect.objectContaining({ code: 'NetworksOverlap' }),
      );
    });

    it('is a warning where the segments have no names', async () => {
      const { fakes, logger } = await start({
        managementClusters: [site('site-a', {}), site('site-b', {})],
      });
      const warnings = logger.warn.mock.calls.filter(([text]) =>
        String(text).includes('may be one network segment'),
      );
      expect(warnings).toHaveLength(1);
      expect(warnings[0][0]).toContain('lab of site-a');
      expect(warnings[0][0]).toContain('lab of site-b');
      for (const fake of fakes) {
        expect(fake.findings()).toContainEqual(
          expect.objectContaining({ code: 'NetworksOverlap' }),
        );
      }
      await post(on('site-a', 'blue')).expect(201);
      await post(on('site-b', 'green')).expect(201);
    });
  });
});
