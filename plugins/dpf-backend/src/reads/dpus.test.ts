import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { DpuList, DpuView } from '@dpf-portal/backstage-plugin-dpf-common';
import { DPF_ANNOTATIONS, Dpu, DpuSet } from '@dpf-portal/dpf-model';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const RELEASED = 'provisioning.dpu.nvidia.com';
const OPERATOR = 'dpf-operator-system';
const OWNED_BY_A = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };
const OWNED_BY_B = { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' };
const GOLD = { matchLabels: { tier: 'gold' } };

/** Makes a DPU as DPF does. */
function addDpu(
  fake: FakeManagementCluster,
  name: string,
  dpu: {
    cluster?: string;
    spec?: Dpu['spec'];
    status?: Dpu['status'];
    set?: string;
  } = {},
): void {
  const { cluster, set } = dpu;
  const object: Dpu = {
    apiVersion: `${RELEASED}/v1alpha1`,
    metadata: {
      name,
      ...(set && {
        labels: {
          [`${RELEASED}/dpuset-name`]: set,
          [`${RELEASED}/dpuset-namespace`]: OPERATOR,
        },
      }),
    },
    spec: {
      dpuNodeName: name.replace(/-dpu\d$/, ''),
      dpuDeviceName: name.replace(/^.*-/, ''),
      serialNumber: `SN-${name}`,
      cluster: cluster
        ? { namespace: 'dpf-clusters', name: cluster }
        : { selector: GOLD },
      ...dpu.spec,
    },
    status: dpu.status ?? { phase: 'OS Installing' },
  };
  fake.server.objects.create(`dpus.${RELEASED}`, OPERATOR, object);
}

/** Resolves when the watch has seen as many DPUs. */
function dpusSeen(fake: FakeManagementCluster, dpus: number): Promise<void> {
  return eventually(() => fake.connection.stores.allDpus().length === dpus);
}

const reboot = {
  phase: 'Rebooting',
  rebootStatus: { reason: 'WaitForExternalReboot' },
};
const failed = {
  phase: 'Error',
  conditions: [
    {
      type: 'Initialized',
      status: 'True' as const,
      reason: 'Done',
      message: '',
      lastTransitionTime: '2026-11-24T09:00:00Z',
    },
    {
      type: 'OSInstalled',
      status: 'False' as const,
      reason: 'Failed',
      message: 'no BFB',
      lastTransitionTime: '2026-11-24T09:30:00Z',
    },
  ],
};

describe('reading DPUs', () => {
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
  const list = async (query = ''): Promise<DpuList> => {
    if (!backend) {
      throw new Error('The back end is not started');
    }
    const { body } = await request(backend.server)
      .get(`/api/dpf/dpus?${query}`)
      .expect(200);
    return body;
  };
  const names = async (query = '') =>
    (await list(query)).items.map(({ name }) => name);

  /** Two clusters, a DPU without one and one whose cluster does not exist. */
  async function populate(fake: FakeManagementCluster) {
    await fake.add('blue', { annotations: OWNED_BY_A });
    await fake.add('green', { annotations: OWNED_BY_B });
    addDpu(fake, 'w1-dpu0', { cluster: 'blue', set: 'rack-1' });
    addDpu(fake, 'w1-dpu1', { cluster: 'blue', status: reboot });
    addDpu(fake, 'w2-dpu0', { cluster: 'green', status: failed });
    addDpu(fake, 'w3-dpu0', { status: { phase: 'Initializing' } });
    addDpu(fake, 'w4-dpu0', { cluster: 'gone' });
    await dpusSeen(fake, 5);
  }

  it('lists every DPU, the worst first, with what it waits for, its cluster and what made it', async () => {
    const { fake } = await start();
    await populate(fake);
    const { items, totalItems, counts, pageInfo } = await list();
    expect(items.map(({ name, state, label }) => [name, state, label])).toEqual(
      [
        ['w2-dpu0', 'error', 'Error'],
        ['w1-dpu1', 'held', 'Rebooting, 10 of 14'],
        ['w3-dpu0', 'unassigned', 'Initializing, 1 of 14'],
        ['w1-dpu0', 'provisioning', 'OS Installing, 9 of 14'],
        ['w4-dpu0', 'provisioning', 'OS Installing, 9 of 14'],
      ],
    );
    expect(totalItems).toBe(5);
    expect(counts).toEqual({
      error: 1,
      held: 1,
      unassigned: 1,
      provisioning: 2,
    });
    expect(pageInfo).toEqual({});
    const by = Object.fromEntries(
      items.map(item => [item.name, item]),
    ) as Record<string, DpuView>;
    expect(by['w1-dpu0']).toMatchObject({
      managementCluster: 'local',
      namespace: OPERATOR,
      host: 'w1',
      device: 'dpu0',
      serialNumber: 'SN-w1-dpu0',
      origin: { kind: 'DPUSet', namespace: OPERATOR, name: 'rack-1' },
      cluster: {
        namespace: 'dpf-clusters',
        name: 'blue',
        ref: {
          managementCluster: 'local',
          namespace: 'dpf-clusters',
          name: 'blue',
        },
      },
    });
    expect(by['w1-dpu1'].held?.what).toBe('reboot');
    expect(by['w1-dpu1'].origin).toBeUndefined();
    expect(by['w3-dpu0'].cluster).toBeUndefined();
    expect(by['w4-dpu0']).toMatchObject({
      cluster: { namespace: 'dpf-clusters', name: 'gone' },
      waitsFor: 'DPU cluster dpf-clusters/gone, which does not exist',
      who: 'platform',
    });
    expect(by['w4-dpu0'].cluster).not.toHaveProperty('ref');
  });

  it('filters by cluster, state, text and management cluster; the counts leave out the state', async () => {
    const { server, fake } = await start();
    await populate(fake);
    expect(await names('cluster=local/dpf-clusters/blue')).toEqual([
      'w1-dpu1',
      'w1-dpu0',
    ]);
    expect(await names('cluster=none')).toEqual(['w3-dpu0']);
    expect(await names('state=held&state=error')).toEqual([
      'w2-dpu0',
      'w1-dpu1',
    ]);
    expect(await names('text=sn-W2')).toEqual(['w2-dpu0']);
    expect(await names('text=W1&orderBy=name')).toEqual(['w1-dpu0', 'w1-dpu1']);
    expect(await names('managementCluster=other')).toEqual([]);
    const held = await list('state=held&text=w1');
    expect(held.totalItems).toBe(1);
    expect(held.counts).toEqual({ held: 1, provisioning: 1 });
    await request(server).get('/api/dpf/dpus?state=fine').expect(400);
    await request(server).get('/api/dpf/dpus?orderBy=colour').expect(400);
    await request(server).get('/api/dpf/dpus?cursor=x').expect(400);
  });

  it('leads through pages by cursor and by number, in any order', async () => {
    const { fake } = await start();
    await populate(fake);
    for (const orderBy of ['state', '-name', 'host', 'since', '-cluster']) {
      const all = await names(`orderBy=${orderBy}`);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { items, pageInfo } = await list(
          `orderBy=${orderBy}&limit=2${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...items.map(({ name }) => name));
        cursor = pageInfo.nextCursor ?? '';
      } while (cursor);
      expect(seen).toEqual(all);
      expect(await names(`orderBy=${orderBy}&limit=2&offset=2`)).toEqual(
        all.slice(2, 4),
      );
    }
  });

  it('tells by the DPUSet that a DPU is outdated, and which DPUDeployment made it', async () => {
    const { fake } = await start();
    await fake.add('blue');
    const set: DpuSet = {
      metadata: {
        name: 'rack-1',
        ownerReferences: [
          {
            apiVersion: 'svc.dpu.nvidia.com/v1alpha1',
            kind: 'DPUDeployment',
            name: 'hbn',
            uid: 'uid-of-hbn',
          },
        ],
      },
      spec: { dpuTemplate: { spec: { bfb: { name: 'bfb-2' } } } },
    };
    fake.server.objects.create(`dpusets.${RELEASED}`, OPERATOR, set);
    addDpu(fake, 'w1-dpu0', {
      cluster: 'blue',
      set: 'rack-1',
      spec: {
        bfb: 'bfb-1',
        cluster: { namespace: 'dpf-clusters', name: 'blue' },
      },
    });
    await dpusSeen(fake, 1);
    const { items } = await list();
    expect(items[0]).toMatchObject({
      outdated: ['BFB'],
      outdatedRemedy: expect.stringContaining('delete dpu w1-dpu0'),
      origin: { kind: 'DPUDeployment', name: 'hbn', dpuSet: 'rack-1' },
      bfb: 'bfb-1',
    });
    // DPUSets are listed once for many readers.
    await list();
    expect(
      fake.server.requests.filter(text => text.startsWith('list dpusets')),
    ).toHaveLength(1);
  });

  describe('one DPU', () => {
    const PATH = `/api/dpf/dpus/local/${OPERATOR}/w2-dpu0`;

    it('has all its conditions in DPF’s order, which the store does not keep', async () => {
      const { server, fake } = await start();
      await populate(fake);
      const { body } = await request(server).get(PATH).expect(200);
      expect(body.item).toMatchObject({ name: 'w2-dpu0', state: 'error' });
      expect(body.complete).toBe(true);
      expect(body.conditions.map(({ type }: { type: string }) => type)).toEqual(
        ['Initialized', 'OSInstalled'],
      );
    });

    it('says that conditions may be missing while the server is away', async () => {
      const { server, fake } = await start();
      await populate(fake);
      await fake.leave();
      const { body } = await request(server).get(PATH).expect(200);
      expect(body.complete).toBe(false);
      expect(body.conditions.map(({ type }: { type: string }) => type)).toEqual(
        ['OSInstalled'],
      );
    });

    it('is a 404 where there is none', async () => {
      const { server } = await start();
      await request(server).get(PATH).expect(404);
    });
  });

  describe('permissions', () => {
    const policy = (platform: boolean) => {
      const permissions = ownersOnly('dpf.dpu-cluster.read');
      permissions.authorize.mockImplementation(async requests =>
        requests.map(({ permission }) => ({
          result:
            permission.name === 'dpf.platform.read' && !platform
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        })),
      );
      return permissions;
    };

    it('show the DPUs of clusters that the caller may read, and no others', async () => {
      const { server, fake } = await start({ permissions: policy(false) });
      await populate(fake);
      const { items, totalItems, counts } = await list();
      expect(items.map(({ name }) => name)).toEqual(['w1-dpu1', 'w1-dpu0']);
      expect(totalItems).toBe(2);
      expect(counts).toEqual({ held: 1, provisioning: 1 });
      expect(await names('cluster=none')).toEqual([]);
      const statusOf = async (name: string) =>
        (await request(server).get(`/api/dpf/dpus/local/${OPERATOR}/${name}`))
          .status;
      expect(await statusOf('w1-dpu0')).toBe(200);
      for (const name of ['w2-dpu0', 'w3-dpu0', 'w4-dpu0']) {
        expect(await statusOf(name)).toBe(404);
      }
    });

    it('show those without a cluster, or of one that does not exist, with dpf.platform.read', async () => {
      const { fake } = await start({ permissions: policy(true) });
      await populate(fake);
      expect(await names('orderBy=name')).toEqual([
        'w1-dpu0',
        'w1-dpu1',
        'w3-dpu0',
        'w4-dpu0',
      ]);
    });
  });

  describe('what may not be read', () => {
    it('is said once for a management cluster, with the right that is missing', async () => {
      await start({
        served: {
          arrange: ({ forbidden }) => {
            forbidden.add('dpus');
            forbidden.add('dpusets');
          },
        },
      });
      const { items, sources } = await list();
      expect(items).toEqual([]);
      expect(sources).toEqual([
        expect.objectContaining({
          managementCluster: 'local',
          synced: true,
          unchecked: [
            {
              kind: 'dpus',
              what: 'DPUs are not shown, counted or checked; how many there are is unknown.',
              right: `get, list, watch dpus.${RELEASED}`,
              remedy:
                'Run: `kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml`, with this identity as its subject. With Helm, set portal.rights.observe.',
            },
            expect.objectContaining({
              kind: 'dpuSelectors',
              right: `get, list, watch dpusets.${RELEASED}`,
            }),
          ],
        }),
      ]);
    });

    it('leaves what made a DPU to its labels where DPUSets may not be listed', async () => {
      const { fake } = await start({
        served: { arrange: ({ forbidden }) => forbidden.add('dpusets') },
      });
      await populate(fake);
      const { items, sources } = await list('text=w1-dpu0');
      expect(items[0].origin).toMatchObject({ kind: 'DPUSet', name: 'rack-1' });
      expect(items[0]).not.toHaveProperty('outdated');
      expect(sources[0].unchecked?.map(({ kind }) => kind)).toEqual([
        'dpuSelectors',
      ]);
    });

    it('is told from a DPF that serves no DPU kind', async () => {
      await start({
        served: {
          arrange: ({ hiddenGroups }) => hiddenGroups.add(`dpus.${RELEASED}`),
        },
      });
      const { sources } = await list();
      expect(sources[0].withoutDpus).toBe(true);
      expect(sources[0].unchecked).toBeUndefined();
    });
  });
});
