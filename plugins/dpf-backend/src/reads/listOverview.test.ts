import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import { DpuClusterList } from '@dpf-portal/backstage-plugin-dpf-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { NOW, STATUS_VERSION } from '../__testUtils__/startServer';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';

const OWN = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };
const OTHERS = { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' };
const READY = { status: { phase: 'Ready' as const } };
/** A registered cluster without a kubeconfig, which its owner has to give. */
const NO_KUBECONFIG = { spec: { type: 'static' }, ...READY };
/** A type that nobody here handles, which the platform team has to change. */
const NO_MANAGER = { spec: { type: 'acme/metal' }, ...READY };
describe('the list of clusters by what they need', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend({
      ownershipEntityRefs: ['user:default/mock', 'group:default/team-a'],
      ...options,
    });
    return backend;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });
  const list = async (
    query: string,
    auth?: string,
  ): Promise<DpuClusterList> => {
    const { body } = await request(backend!.server)
      .get(`/api/dpf/dpu-clusters?${query}`)
      .set('authorization', auth ?? mockCredentials.user.header())
      .expect(200);
    return body;
  };
  const names = async (query: string) =>
    (await list(query)).items.map(({ name }) => name);

  /** Adds a cluster that is being deleted, and that nothing is wrong with. */
  async function retire(fake: FakeManagementCluster) {
    const { objects } = fake.server;
    const stored = `dpuclusters.${DPU_CLUSTER_GROUPS.released}`;
    const going: DpuCluster = {
      apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
      kind: 'DPUCluster',
      metadata: {
        name: 'going',
        annotations: OWN,
        finalizers: [managerFinalizer(DPU_CLUSTER_GROUPS.released)],
      },
      spec: { type: 'kamaji' },
      ...READY,
    };
    const { metadata } = objects.create(stored, 'dpf-clusters', going);
    objects.delete(stored, 'dpf-clusters', 'going');
    // It was asked to go at a fixed time, which is long ago.
    objects.patch(
      stored,
      { namespace: 'dpf-clusters', name: 'going' },
      { metadata: { deletionTimestamp: NOW } },
    );
    await eventually(
      () =>
        fake.connection.clusterByUid(metadata.uid ?? '')?.metadata
          .deletionTimestamp === NOW,
    );
  }

  async function fill() {
    const { fake } = await start();
    await retire(fake);
    await fake.add('old', { annotations: OWN, ...NO_MANAGER });
    await fake.add('ours', { annotations: OWN, ...NO_KUBECONFIG });
    await fake.add('theirs', { annotations: OTHERS, ...NO_KUBECONFIG });
    return fake;
  }

  it('counts who must act on all clusters, whatever the page shows', async () => {
    await fill();
    const { items, totalItems, overview } = await list(
      'overview=true&limit=1&offset=1&type=static&orderBy=name',
    );
    expect(items.map(({ name }) => name)).toEqual(['theirs']);
    expect(totalItems).toBe(2);
    expect(overview).toEqual({
      total: 4,
      needs: { you: 1, owner: 1, platform: 1, progress: 1 },
      types: { 'acme/metal': 1, kamaji: 1, static: 2 },
      versions: {},
      findings: { KubeconfigUnusable: 2, NoManagerForType: 1 },
      quotas: [],
      severalGroups: [],
    });
    expect((await list('type=static')).overview).toBeUndefined();
  });

  it('filters by who must act, by finding, and by what is the caller’s', async () => {
    await fill();
    expect(await names('needs=you')).toEqual(['ours']);
    expect(await names('needs=owner')).toEqual(['theirs']);
    expect(await names('needs=platform&needs=progress')).toEqual([
      'going',
      'old',
    ]);
    expect(await names('finding=NoManagerForType')).toEqual(['old']);
    expect(await names('mine=true')).toEqual(['going', 'old', 'ours']);
    expect(await names('mine=true&needs=owner')).toEqual([]);
  });

  it('counts nothing as the caller’s for a service', async () => {
    await fill();
    const { overview } = await list(
      'overview=true',
      mockCredentials.service.header(),
    );
    expect(overview?.needs).toMatchObject({ you: 0, owner: 2 });
    const { items } = await list('mine=true', mockCredentials.service.header());
    expect(items).toEqual([]);
  });

  it('puts the worst first, and shows the worst problem of each', async () => {
    await fill();
    const { items } = await list('orderBy=worst');
    expect(
      items.map(({ name, problem }) => [name, problem?.code, problem?.who]),
    ).toEqual([
      ['ours', 'KubeconfigUnusable', 'owner'],
      ['theirs', 'KubeconfigUnusable', 'owner'],
      ['old', 'NoManagerForType', 'platform'],
      ['going', undefined, undefined],
    ]);
    expect(await names('orderBy=-worst')).toEqual([
      'going',
      'old',
      'ours',
      'theirs',
    ]);
  });

  it('notices at once what changes a cluster’s needs, although nothing of the cluster itself changed', async () => {
    const fake = await fill();
    expect(await names('needs=progress')).toEqual(['going']);
    const going = fake.connection.cluster(
      DPU_CLUSTER_GROUPS.released,
      'dpf-clusters',
      'going',
    );
    await fake.addDpu(going!, 'dpu-1');
    expect(await names('needs=progress')).toEqual([]);
    expect(await names('needs=you&finding=DeletionBlocked')).toEqual(['going']);
  });

  it('filters and sorts by the installed version, v1.9 before v1.10', async () => {
    const { fake } = await start({ served: { schema: STATUS_VERSION } });
    for (const [name, version] of [
      ['a', 'v1.10.0'],
      ['b', 'v1.9.3'],
    ]) {
      await fake.add(name, {
        spec: { type: 'static' },
        status: { phase: 'Ready', version },
      });
    }
    expect(await names('orderBy=version')).toEqual(['b', 'a']);
    expect(await names('version=v1.10.0')).toEqual(['a']);
    const { overview } = await list('overview=true');
    expect(overview?.versions).toEqual({ 'v1.10.0': 1, 'v1.9.3': 1 });
  });

  it('counts only what the caller may read', async () => {
    const { fake } = await start({
      permissions: ownersOnly('dpf.dpu-cluster.read'),
    });
    await fake.add('ours', { annotations: OWN, ...NO_KUBECONFIG });
    await fake.add('theirs', { annotations: OTHERS, ...NO_KUBECONFIG });
    const { overview } = await list('overview=true');
    expect(overview).toMatchObject({
      total: 1,
      needs: { you: 1, owner: 0 },
      findings: { KubeconfigUnusable: 1 },
    });
  });

  it('says how many clusters the caller’s groups may have, and where two API groups are served', async () => {
    const { policy } = TEST_MANAGEMENT_CLUSTER;
    const { fake } = await start({
      served: { groups: Object.values(DPU_CLUSTER_GROUPS) },
      managementClusters: [
        {
          ...TEST_MANAGEMENT_CLUSTER,
          policy: { ...policy, clustersPerGroup: 3 },
        },
      ],
    });
    await fake.add('ours', { annotations: OWN, ...NO_KUBECONFIG });
    const { overview } = await list('overview=true');
    expect(overview).toMatchObject({
      quotas: [
        {
          managementCluster: 'local',
          owner: 'group:default/team-a',
          clusters: 1,
          limit: 3,
        },
      ],
      severalGroups: ['local'],
    });
  });

  it('shows that a management cluster is away as a problem for the platform team', async () => {
    const fake = await fill();
    await fake.leave();
    const { items, overview } = await list('overview=true&orderBy=worst');
    expect(overview?.needs.platform).toBe(4);
    expect(items[0].problem?.code).toBe('ManagementClusterAway');
    // What is known of it still counts.
    expect(items.slice(0, 2).map(({ name }) => name)).toEqual([
      'ours',
      'theirs',
    ]);
  });

  it('refuses a cursor together with an offset, and an order that it does not know', async () => {
    const { server } = await start();
    for (const query of ['cursor=x&offset=1', 'orderBy=best', 'needs=me']) {
      await request(server).get(`/api/dpf/dpu-clusters?${query}`).expect(400);
    }
  });
});
