import { mockServices } from '@backstage/backend-test-utils';
import {
  ANNOTATION_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { FakeCatalog } from '../testUtils/FakeCatalog';
import { FakeDpf, aView } from '../testUtils/FakeDpf';
import { DpuClusterEntityProvider } from './DpuClusterEntityProvider';

const LAB = 'resource:default/lab';
const refOf = (name: string) => `resource:default/lab.team-a.${name}`;

async function setUp(names: string[] = []) {
  const dpf = new FakeDpf();
  dpf.views = names.map(name => aView({ name }));
  const catalog = new FakeCatalog();
  const logger = mockServices.logger.mock();
  const create = (
    entityRef?: string,
    kubernetesPlugin?: { labelSelector?: string },
  ) =>
    DpuClusterEntityProvider.create({
      pages: {
        ...DEFAULT_PORTAL_PATHS,
        appBaseUrl: 'https://portal.example.com/base',
      },
      auth: mockServices.auth({ pluginId: 'catalog' }),
      catalog,
      defaultOwner: 'group:default/platform',
      dpf,
      entityNamespace: 'default',
      kubernetesPlugin,
      logger,
      managementCluster: { name: 'lab', title: 'Lab', entityRef },
    });
  const provider = create();
  await provider.connect(catalog);
  return { provider, create, dpf, catalog, logger };
}

describe('DpuClusterEntityProvider', () => {
  it('should provide every page of clusters, and the management cluster', async () => {
    const { provider, catalog, dpf } = await setUp(['a', 'b', 'c']);
    expect(await provider.refresh()).toBe(true);
    expect(catalog.refs()).toEqual([LAB, ...['a', 'b', 'c'].map(refOf)]);
    expect(dpf.queries.map(query => query.managementCluster)).toEqual([
      'lab',
      'lab',
    ]);
  });

  it('should describe a cluster only by immutable facts', async () => {
    const { provider, catalog, dpf } = await setUp();
    dpf.views = [
      aView({
        owner: 'group:default/team-a',
        purpose: 'dev',
        requestedBy: 'user:default/ann',
      }),
    ];
    await provider.refresh();
    const before = catalog.get(refOf('blue'));
    expect(before).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'lab.team-a.blue',
        namespace: 'default',
        title: 'team-a/blue',
        description: 'DPU cluster of type kamaji on Lab.',
        annotations: {
          'backstage.io/managed-by-location': 'dpf-provider:lab',
          'backstage.io/managed-by-origin-location': 'dpf-provider:lab',
          'dpf-portal.io/management-cluster': 'lab',
          'dpf-portal.io/namespace': 'team-a',
          'dpf-portal.io/name': 'blue',
          'dpf-portal.io/uid': 'uid-blue',
          'dpf-portal.io/purpose': 'dev',
          'dpf-portal.io/requested-by': 'user:default/ann',
        },
        links: [
          {
            url: 'https://portal.example.com/base/dpu-clusters/lab/team-a/blue',
            title: 'DPU cluster',
            icon: 'dashboard',
          },
        ],
      },
      spec: {
        type: 'dpu-cluster',
        owner: 'group:default/team-a',
        dependsOn: [LAB],
      },
    });
    dpf.views = [
      {
        ...dpf.views[0],
        phase: 'Ready',
        phaseSince: '2026-11-24T15:00:00Z',
        resourceVersion: '9',
        version: 'v1.31.0',
        dpus: { joined: 3 },
      },
    ];
    await provider.refresh();
    expect(catalog.get(refOf('blue'))).toEqual(before);
  });

  it('should mark the guide’s group', async () => {
    const { provider, catalog, dpf } = await setUp();
    dpf.views = [aView({ groupQualifier: 'provisioning.dpf.nvidia.com' })];
    await provider.refresh();
    expect(catalog.get(`${refOf('blue')}.dpf`)?.metadata).toMatchObject({
      annotations: { 'dpf-portal.io/group': 'provisioning.dpf.nvidia.com' },
    });
  });

  it.each([
    ['group:default/_x_group', 'group:default/_x_group'],
    ['user:default/jane.doe@example.com', 'user:default/jane.doe@example.com'],
    ['Platform/Team-A', 'group:platform/team-a'],
    ['not a ref', 'group:default/platform'],
    [undefined, 'group:default/platform'],
  ])(
    'should keep each owner that can be read: %s',
    async (named, ownerOfEntity) => {
      const { provider, catalog, dpf } = await setUp();
      dpf.views = [aView({ owner: named })];
      await provider.refresh();
      expect(catalog.get(refOf('blue'))?.spec?.owner).toBe(ownerOfEntity);
    },
  );

  it('should leave an entity of the management cluster’s name to whoever has made it', async () => {
    const { provider, catalog, logger, dpf } = await setUp(['a']);
    const others: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'lab',
        namespace: 'default',
        annotations: { [ANNOTATION_LOCATION]: 'url:https://example.com' },
      },
      spec: { type: 'kubernetes-cluster', owner: 'group:default/sre' },
    };
    catalog.put(others);
    await provider.refresh();
    // The fake catalog has removed it; the real one would not.
    catalog.put(others);
    await provider.refresh();
    const provided = catalog.mutations.map(mutation =>
      mutation.type === 'full'
        ? mutation.entities.map(({ entity }) => stringifyEntityRef(entity))
        : [],
    );
    expect(provided).toEqual([[refOf('a')], [refOf('a')]]);
    expect(catalog.get(refOf('a'))?.spec?.dependsOn).toEqual([LAB]);
    expect(logger.info).toHaveBeenCalledTimes(1);
    expect(logger.info.mock.calls[0][0]).toContain(LAB);
    dpf.views = [];
    // It is gone now, so there is one of our own.
    await provider.refresh();
    expect(catalog.refs()).toEqual([LAB]);
    await provider.refresh();
    expect(catalog.refs()).toEqual([LAB]);
  });

  it.each([
    [undefined, undefined, undefined],
    [{}, 'lab.team-a.a', undefined],
    [{ labelSelector: 'app=dpu' }, 'lab.team-a.a', 'app=dpu'],
  ])(
    'should name the cluster of the Kubernetes plugin where it is used: %j',
    async (kubernetesPlugin, cluster, selector) => {
      const { create, catalog } = await setUp(['a']);
      const provider = create(undefined, kubernetesPlugin);
      await provider.connect(catalog);
      await provider.refresh();
      const annotations = catalog.get(refOf('a'))?.metadata.annotations;
      expect(annotations?.['backstage.io/kubernetes-cluster']).toBe(cluster);
      expect(annotations?.['backstage.io/kubernetes-label-selector']).toBe(
        selector,
      );
    },
  );

  it('should use an existing entity instead of creating one', async () => {
    const { create, catalog, dpf } = await setUp(['a']);
    const existing = 'resource:default/k8s-lab';
    const provider = create(existing);
    await provider.connect(catalog);
    await provider.refresh();
    expect(catalog.refs()).toEqual([refOf('a')]);
    expect(catalog.get(refOf('a'))?.spec?.dependsOn).toEqual([existing]);
    expect(dpf.queries).toHaveLength(1);
  });

  it('should change nothing while the source is not synced', async () => {
    const { provider, catalog, dpf } = await setUp(['a']);
    await provider.refresh();
    dpf.synced = false;
    dpf.views = [];
    expect(await provider.refresh()).toBe(false);
    expect(await provider.update(['uid-a'])).toBe(false);
    expect(catalog.mutations).toHaveLength(1);
  });

  it('should do nothing before the catalog has connected', async () => {
    const { create, dpf } = await setUp(['a']);
    expect(await create().refresh()).toBe(false);
    expect(dpf.queries).toEqual([]);
  });

  it('should add and remove by uid as announced', async () => {
    const { provider, catalog, dpf } = await setUp(['a', 'b']);
    await provider.refresh();
    dpf.views = [aView({ name: 'b' }), aView({ name: 'c' })];
    await provider.update(['uid-a', 'uid-c']);
    expect(catalog.refs()).toEqual([LAB, refOf('b'), refOf('c')]);
    expect(catalog.mutations[1]).toMatchObject({
      type: 'delta',
      added: [{ locationKey: 'dpf-provider:lab' }],
      removed: [{ entityRef: refOf('a'), locationKey: 'dpf-provider:lab' }],
    });
  });

  it('should not write for an announced uid that does not exist', async () => {
    const { provider, catalog } = await setUp(['a']);
    await provider.refresh();
    await provider.update(['uid-unknown']);
    expect(catalog.mutations).toHaveLength(1);
  });

  it('should remove an entity that another replica added', async () => {
    const { provider, create, catalog, dpf } = await setUp(['a']);
    const other = create();
    await other.connect(catalog);
    await other.refresh();
    dpf.views = [];
    await provider.update(['uid-a']);
    expect(catalog.refs()).toEqual([LAB]);
  });

  it('should remove an entity that it has just added, even if the catalog does not show it yet', async () => {
    const { provider, catalog, dpf } = await setUp(['a']);
    catalog.shows = false;
    await provider.update(['uid-a']);
    dpf.views = [];
    await provider.update(['uid-a']);
    expect(catalog.refs()).toEqual([]);
  });

  it.each([
    ['in one announcement', [['uid-a', 'uid-new']]],
    ['in two', [['uid-new'], ['uid-a']]],
  ])(
    'should keep a cluster that was recreated under its name, with events in the order %s',
    async (_, calls) => {
      const { provider, catalog, dpf } = await setUp(['a']);
      await provider.refresh();
      dpf.views = [aView({ name: 'a', uid: 'uid-new' })];
      for (const uids of calls) {
        await provider.update(uids);
      }
      expect(catalog.get(refOf('a'))?.metadata.annotations).toMatchObject({
        'dpf-portal.io/uid': 'uid-new',
      });
    },
  );

  it('should delay the removal of most entities until two more full reads agree', async () => {
    const { provider, catalog, dpf, logger } = await setUp([
      'a',
      'b',
      'c',
      'd',
    ]);
    await provider.refresh();
    dpf.views = [aView({ name: 'e' })];
    await provider.refresh();
    await provider.refresh();
    expect(catalog.refs()).toEqual([
      LAB,
      ...['a', 'b', 'c', 'd', 'e'].map(refOf),
    ]);
    expect(logger.warn.mock.calls[0][0]).toContain(
      'Kept 4 of 4 DPU clusters of lab',
    );
    await provider.refresh();
    expect(catalog.refs()).toEqual([LAB, refOf('e')]);
  });

  it.each([
    ['two of two', ['a', 'b'], []],
    ['three of six', ['a', 'b', 'c', 'd', 'e', 'f'], ['a', 'b', 'c']],
  ])('should not hold %s', async (_, before, after) => {
    const { provider, catalog, dpf } = await setUp(before);
    await provider.refresh();
    dpf.views = after.map(name => aView({ name }));
    await provider.refresh();
    expect(catalog.refs()).toEqual([LAB, ...after.map(refOf)]);
  });

  it('should continue after a failed read', async () => {
    const { provider, catalog, dpf } = await setUp(['a']);
    dpf.error = new TypeError('fetch failed');
    await expect(provider.refresh()).rejects.toThrow('fetch failed');
    dpf.error = undefined;
    expect(await provider.refresh()).toBe(true);
    expect(catalog.refs()).toContain(refOf('a'));
  });
});
