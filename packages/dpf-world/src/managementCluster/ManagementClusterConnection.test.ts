import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpfOperatorConfig,
  editsOf,
  managedByGit,
} from '@dpf-portal/dpf-model';
import { KubeUnreachableError } from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { FakeRefusal } from '../testing/FakeObjects';
import { ClusterChange } from './ClusterChanges';
import { ManagementClusterConnection } from './ManagementClusterConnection';

const DPF = 'dpf-operator-system';
const { released: RELEASED, guide: GUIDE } = DPU_CLUSTER_GROUPS;

describe('ManagementClusterConnection', () => {
  let api: FakeApiServer;
  let connection: ManagementClusterConnection;
  let changes: ClusterChange[];
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'direct' },
    });
    changes = [];
    connection.onChange(change => changes.push(change));
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    await api.stop();
  });

  async function run(): Promise<void> {
    running = connection.run(stop.signal);
    await connection.whenSynced({ timeoutMs: 4_000 });
  }

  const create = (cluster: ReturnType<typeof kamajiCluster>) =>
    api.objects.create(
      `dpuclusters.${cluster.apiVersion?.split('/')[0]}`,
      cluster.metadata.namespace ?? '',
      cluster,
    );

  it('finds both groups, the released one first, and what their schemas offer', async () => {
    await run();
    expect(connection.capabilities()).toEqual({
      apis: [RELEASED, GUIDE].map(group => ({
        group,
        version: 'v1alpha1',
        specVersion: true,
        specVersionRequired: true,
        statusVersion: false,
        nodesCount: false,
        maxNodesLimit: 1000,
        maxNodesDefault: 1000,
      })),
      dpuGroups: [RELEASED],
      kamaji: true,
    });
  });

  it('serves clusters of both groups with their types filled in', async () => {
    create(kamajiCluster({ group: RELEASED }));
    create(kamajiCluster({ group: GUIDE }));
    await run();
    expect(
      connection.clusters().map(({ apiVersion, kind }) => [apiVersion, kind]),
    ).toEqual([
      [`${RELEASED}/v1alpha1`, 'DPUCluster'],
      [`${GUIDE}/v1alpha1`, 'DPUCluster'],
    ]);
    const cluster = connection.cluster(GUIDE, 'team-a', 'test');
    expect(connection.clusterByUid(cluster?.metadata.uid ?? '')).toBe(cluster);
  });

  it('knows which GitOps tool applies a cluster, by the fields that the server recorded', async () => {
    const cluster = kamajiCluster({ group: RELEASED });
    const managedFields = [
      { manager: 'kubectl-edit', fieldsV1: { 'f:spec': { 'f:type': {} } } },
      {
        manager: 'argocd-controller',
        fieldsV1: { 'f:spec': { 'f:maxNodes': {} } },
      },
    ];
    const metadata = { ...cluster.metadata, managedFields };
    create({ ...cluster, metadata });
    await run();
    const [stored] = connection.clusters();
    expect(stored.appliedFields).toEqual([managedFields[1]]);
    expect(managedByGit(stored)).toMatch(/^Argo CD applies this DPUCluster/);
    const { items } = editsOf(stored, connection.world([]));
    expect(items.find(({ edit }) => edit === 'maxNodes')?.reason).toContain(
      'Argo CD sets maxNodes',
    );
  });

  it('is not held up by what may not be read, and says that it is unknown', async () => {
    api.forbidden.add('nodes');
    api.forbidden.add('deployments');
    create(kamajiCluster());
    await run();
    expect(connection.status()).toMatchObject({
      reachable: true,
      synced: true,
    });
    expect(connection.clusters()).toHaveLength(1);
    expect(connection.world([]).nodes()).toBeUndefined();
    await eventually(
      () => connection.vendorRole('kamaji').deployment === 'unknown',
    );
  });

  describe("DPF's own configuration", () => {
    const write = (name: string, version: string, namespace = DPF) => {
      const config: DpfOperatorConfig = {
        apiVersion: 'operator.dpu.nvidia.com/v1alpha1',
        kind: 'DPFOperatorConfig',
        metadata: { name, namespace },
        spec: { flannel: { podCIDR: '10.244.0.0/16' } },
        status: { version },
      };
      api.objects.create('dpfoperatorconfigs', namespace, config);
    };
    const known = () => {
      const config = connection.operatorConfig();
      return typeof config === 'object' ? config.status?.version : config;
    };

    it('is read where DPF keeps it, and its changes concern every cluster', async () => {
      create(kamajiCluster());
      await run();
      expect(connection.operatorConfig()).toBeUndefined();
      changes.length = 0;
      write('elsewhere', 'v1.0.0', 'team-a');
      write('dpfoperatorconfig', 'v26.8.0');
      await eventually(() => known() === 'v26.8.0');
      expect(connection.world([]).operatorConfig()).toMatchObject({
        spec: { flannel: { podCIDR: '10.244.0.0/16' } },
      });
      await eventually(() => changes.length === 1);
      expect(changes[0].cause).toBe('related');
    });

    it('is unreadable, and not absent, where it is served and may not be read', async () => {
      api.forbidden.add('dpfoperatorconfigs');
      write('dpfoperatorconfig', 'v26.8.0');
      await run();
      expect(connection.synced).toBe(true);
      expect(known()).toBe('unreadable');
    });

    it('is absent where its kind is not served', async () => {
      api.forbidden.add('dpfoperatorconfigs');
      api.hiddenGroups.add('operator.dpu.nvidia.com');
      await run();
      expect(known()).toBeUndefined();
    });
  });

  it('survives a server that is not there at the start', async () => {
    const { url } = api;
    await api.stop();
    running = connection.run(stop.signal);
    await eventually(() => connection.status().problem !== undefined);
    expect(connection.status()).toMatchObject({
      reachable: false,
      synced: false,
    });
    await expect(connection.whenSynced({ timeoutMs: 1 })).resolves.toBe(false);

    api = await FakeApiServer.start(Number(new URL(url).port));
    create(kamajiCluster());
    await expect(connection.whenSynced({ timeoutMs: 4_500 })).resolves.toBe(
      true,
    );
    expect(connection.status()).toMatchObject({
      reachable: true,
      problem: undefined,
    });
  });

  it('reports a server that starts with the portal as starting until its first answer, and as unreachable after that', async () => {
    connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'direct' },
      startsWithPortal: true,
    });
    const { url } = api;
    await api.stop();
    running = connection.run(stop.signal);
    await eventually(() => !connection.serverGate.isOpen());
    expect(connection.status()).toMatchObject({
      reachable: false,
      starting: true,
      problem: 'The management cluster is starting.',
    });

    api = await FakeApiServer.start(Number(new URL(url).port));
    await eventually(() => connection.status().reachable);
    expect(connection.status().starting).toBe(false);

    await api.stop();
    await eventually(() => !connection.status().reachable);
    expect(connection.status()).toMatchObject({
      starting: false,
      problem: expect.not.stringContaining('starting'),
    });
    api = await FakeApiServer.start(Number(new URL(url).port));
  });

  it('tells what happened to which cluster', async () => {
    await run();
    const { uid } = create(kamajiCluster()).metadata;
    await eventually(() => changes.length === 1);
    expect(changes[0]).toMatchObject({ uid, cause: 'cluster' });

    api.objects.create('daemonsets', 'team-a', {
      metadata: {
        name: 'test-keepalived',
        namespace: 'team-a',
        ownerReferences: [
          {
            apiVersion: `${GUIDE}/v1alpha1`,
            kind: 'DPUCluster',
            name: 'test',
            uid: uid ?? '',
          },
        ],
      },
    });
    await eventually(() => changes.length === 2);
    expect(changes[1]).toMatchObject({ uid, cause: 'related' });

    api.objects.delete(`dpuclusters.${GUIDE}`, 'team-a', 'test');
    await eventually(() => changes.some(({ deleted }) => deleted === true));
  });

  it('tells the DPUs’ cluster about them, and counts them', async () => {
    create(kamajiCluster({ group: RELEASED }));
    await run();
    changes.length = 0;
    api.objects.create(`dpus.${RELEASED}`, 'team-a', {
      metadata: { name: 'dpu-1', namespace: 'team-a' },
      ...{ spec: { cluster: { name: 'test', namespace: 'team-a' } } },
    });
    await eventually(() => changes.length === 1);
    expect(changes[0].cause).toBe('related');
    const world = connection.world([]);
    expect(world.dpusOf(changes[0].cluster)).toMatchObject([
      { metadata: { name: 'dpu-1' } },
    ]);
    expect(world.dpusOf(kamajiCluster({ group: GUIDE }))).toBeUndefined();
  });

  it('tells the prober whose a cluster is, which DPUs it has, and that nobody could answer', async () => {
    const watch = jest.spyOn(connection.prober, 'follow');
    const target = () => watch.mock.lastCall?.[0];
    const cluster = create(
      kamajiCluster({
        group: RELEASED,
        spec: { kubeconfig: 'admin', maxNodes: 7 },
        status: { phase: 'Ready' },
      }),
    );
    await run();
    await eventually(() => target()?.owner === 'namespace team-a');
    expect(target()).toMatchObject({
      secretName: 'admin',
      maxNodes: 7,
      serverNamedBy: 'user',
      hasNoReplica: false,
      wantNodes: false,
    });

    const { uid = '' } = cluster.metadata;
    api.objects.create('tenantcontrolplanes', 'team-a', {
      metadata: {
        name: 'test',
        namespace: 'team-a',
        ownerReferences: [
          {
            apiVersion: `${RELEASED}/v1alpha1`,
            kind: 'DPUCluster',
            name: 'test',
            uid,
          },
        ],
      },
      ...{ status: { kubernetesResources: { deployment: { replicas: 2 } } } },
    });
    await eventually(() => target()?.hasNoReplica === true);
    // Whoever created the cluster named the Secret, until Kamaji says that it wrote it.
    expect(target()?.serverNamedBy).toBe('user');
    api.objects.patch(
      'tenantcontrolplanes',
      { namespace: 'team-a', name: 'test', status: true },
      { status: { kubeconfig: { admin: { secretName: 'admin' } } } },
    );
    await eventually(() => target()?.serverNamedBy === 'kamaji');

    api.objects.patch(
      `dpuclusters.${RELEASED}`,
      { namespace: 'team-a', name: 'test' },
      {
        metadata: {
          annotations: { [DPF_ANNOTATIONS.owner]: 'Group:default/Team-A' },
        },
      },
    );
    await eventually(() => target()?.owner === 'owner group:default/team-a');

    api.objects.create(`dpus.${RELEASED}`, 'team-a', {
      metadata: { name: 'dpu-1', namespace: 'team-a' },
      ...{ spec: { cluster: { name: 'test', namespace: 'team-a' } } },
    });
    await eventually(() => target()?.wantNodes === true);
    expect(target()?.dpuNames()).toEqual(new Set(['dpu-1']));
  });

  it('tells the prober of DPUs that were there before it', async () => {
    const watch = jest.spyOn(connection.prober, 'follow');
    const spec = { cluster: { name: 'test', namespace: 'team-a' } };
    api.objects.create(`dpus.${RELEASED}`, 'team-a', {
      metadata: { name: 'dpu-1', namespace: 'team-a' },
      ...{ spec },
    });
    create(
      kamajiCluster({
        group: RELEASED,
        spec: { kubeconfig: 'admin' },
        status: { phase: 'Ready' },
      }),
    );
    await run();
    await eventually(() => watch.mock.lastCall?.[0].wantNodes === true);
    expect(watch.mock.lastCall?.[0].dpuNames()).toEqual(new Set(['dpu-1']));
  });

  it('reads a Secret when it changes, and never lists the bytes of any', async () => {
    create(staticCluster());
    await run();
    const cluster = connection.clusters()[0];
    await eventually(
      () => connection.world([]).kubeconfigSecret(cluster)?.state === 'missing',
    );
    api.objects.create('secrets', 'team-b', {
      metadata: { name: 'my-admin-kubeconfig', namespace: 'team-b' },
      ...{ data: { config: 'eA==' } },
    });
    await eventually(
      () =>
        connection.world([]).kubeconfigSecret(cluster)?.state === 'unusable',
    );
    expect(connection.observation(cluster.metadata.uid ?? '')).toMatchObject({
      health: 'unhealthy',
      reason: 'KubeconfigUnusable',
    });
    expect(api.lists).not.toContain('secrets ');
    expect(api.lists).toContain('secrets team-b metadata');
    expect(api.lists).not.toContain('secrets team-b');
  });

  describe('a Secret that changes while no cluster names it', () => {
    const SECRET = { name: 'mine', namespace: 'team-b' };
    const mine = () => staticCluster({ name: 'stc', kubeconfig: 'mine' });
    const keep = () => staticCluster({ name: 'keep', kubeconfig: 'keeper' });
    const stateOf = (name: string) => {
      const cluster = connection.cluster(GUIDE, 'team-b', name);
      return cluster && connection.world([]).kubeconfigSecret(cluster)?.state;
    };
    const writeSecret = () =>
      api.objects.create('secrets', 'team-b', {
        metadata: SECRET,
        ...{ data: { 'admin.conf': 'eA==' } },
      });
    const remove = async (name: string) => {
      api.objects.delete(`dpuclusters.${GUIDE}`, 'team-b', name);
      await eventually(
        () => connection.cluster(GUIDE, 'team-b', name) === undefined,
      );
    };

    beforeEach(async () => {
      writeSecret();
      create(mine());
      create(keep());
      await run();
      await eventually(() => stateOf('stc') === 'unusable');
      await eventually(() => stateOf('keep') === 'missing');
    });

    it.each([
      ['another cluster keeps the namespace watched', ['stc']],
      ['the namespace has no cluster', ['stc', 'keep']],
    ])('is missing if it was deleted, where %s', async (_, removed) => {
      for (const name of removed) {
        await remove(name);
      }
      api.objects.delete('secrets', 'team-b', 'mine');
      create(mine());
      await eventually(() => stateOf('stc') !== undefined);
      expect(stateOf('stc')).toBe('missing');
      await expect(
        connection.readKubeconfigSecret('team-b', 'mine'),
      ).resolves.toMatchObject({ reason: 'SecretNotFound' });
    });

    it('is read again if it was replaced', async () => {
      await remove('stc');
      api.objects.patch(
        'secrets',
        { namespace: 'team-b', name: 'mine' },
        { data: { 'admin.conf': null, config: 'eA==' } },
      );
      create(mine());
      await eventually(() => stateOf('stc') !== undefined);
      await expect(
        connection.readKubeconfigSecret('team-b', 'mine'),
      ).resolves.toMatchObject({ reason: 'KeyMissing' });
    });

    it('is not kept in memory', async () => {
      const reads = () =>
        api.requests.filter(r => r === 'get secrets team-b/mine').length;
      await remove('stc');
      const before = reads();
      await connection.readKubeconfigSecret('team-b', 'mine');
      expect(reads()).toBe(before + 1);
    });
  });

  it('probes a cluster until it is gone, also while its deletion is held', async () => {
    const watch = jest.spyOn(connection.prober, 'follow');
    const cluster = create({
      ...staticCluster({ kubeconfig: 'mine' }),
      metadata: {
        name: 'test',
        namespace: 'team-b',
        finalizers: ['example.com/hold'],
      },
    });
    await run();
    await eventually(() => watch.mock.calls.length > 0);
    api.objects.delete(`dpuclusters.${GUIDE}`, 'team-b', 'test');
    const live = () => connection.cluster(GUIDE, 'team-b', 'test');
    await eventually(() => live()?.metadata.deletionTimestamp !== undefined);
    const observed = () => connection.observation(cluster.metadata.uid ?? '');
    await eventually(() => observed()?.health === 'unhealthy');
    expect(observed()).toMatchObject({ reason: 'KubeconfigUnusable' });
  });

  it('sees its own writes at once', async () => {
    create(kamajiCluster());
    await run();
    const cluster = connection.clusters()[0];
    const patched = await connection.client.mergePatch<typeof cluster>(
      connection.clusterResource(GUIDE)!,
      cluster.metadata,
      { spec: { maxNodes: 5 } },
    );
    connection.overlay(patched);
    expect(connection.cluster(GUIDE, 'team-a', 'test')?.spec.maxNodes).toBe(5);
  });

  it('puts a live read into the store', async () => {
    await run();
    create(kamajiCluster());
    await connection.getLive(GUIDE, 'team-a', 'test');
    expect(connection.cluster(GUIDE, 'team-a', 'test')).toBeDefined();
    await expect(
      connection.getLive(GUIDE, 'team-a', 'other'),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('finds rivals over both groups by any spelling of an address', async () => {
    create(kamajiCluster({ keepalived: { vip: 'fd00:0::66' } }));
    create(
      kamajiCluster({
        group: RELEASED,
        name: 'other',
        keepalived: { vip: 'FD00::66', virtualRouterID: 126 },
      }),
    );
    await run();
    const world = connection.world([]);
    expect(world.clustersByVip('fd00::66')).toHaveLength(2);
    expect(world.clustersByRouterId(126)).toHaveLength(2);
  });

  it('knows of a keepalived ConfigMap whoever made it, and tells its cluster when it goes', async () => {
    create(kamajiCluster());
    api.objects.create('configmaps', 'team-a', {
      metadata: { name: 'test-keepalived', namespace: 'team-a' },
    });
    await run();
    const exists = (name: string) =>
      connection.world([]).childExists('ConfigMap', 'team-a', name);
    await eventually(() => exists('test-keepalived') === true);
    expect(exists('other')).toBe(false);
    changes = [];
    api.objects.delete('configmaps', 'team-a', 'test-keepalived');
    await eventually(() => exists('test-keepalived') === false);
    expect(changes.map(({ cause }) => cause)).toContain('related');
  });

  it('does not call a child gone that it may not see', async () => {
    api.forbidden.add('configmaps');
    api.forbidden.add('daemonsets');
    create(kamajiCluster());
    await run();
    for (const kind of ['ConfigMap', 'DaemonSet'] as const) {
      expect(
        connection.world([]).childExists(kind, 'team-a', 'test-keepalived'),
      ).toBeUndefined();
    }
  });

  it('names the first cluster by name where there are several', async () => {
    create(kamajiCluster({ group: RELEASED, name: 'b' }));
    await run();
    expect(connection.world([]).firstByName(RELEASED)).toBeUndefined();
    create(kamajiCluster({ group: RELEASED, name: 'a', namespace: 'team-z' }));
    create(kamajiCluster({ group: RELEASED, name: 'a' }));
    await eventually(() => connection.clusters().length === 3);
    expect(connection.world([]).firstByName(RELEASED)?.metadata).toMatchObject({
      name: 'a',
      namespace: 'team-a',
    });
    expect(connection.world([]).firstByName(GUIDE)).toBeUndefined();
  });

  it('reports a pending relist of its clusters from an outage until they are listed', async () => {
    await run();
    expect(connection.stores.clustersRelistPending).toBe(false);
    connection.serverGate.reportFailure(
      new KubeUnreachableError('', { code: 'ECONNREFUSED' }),
    );
    expect(connection.stores.clustersRelistPending).toBe(true);
    const before = api.lists.length;
    connection.serverGate.reportSuccess();
    await eventually(() => !connection.stores.clustersRelistPending);
    expect(api.lists.slice(before)).toContain('dpuclusters ');
  });

  it('leaves no timer behind when it is stopped while the server is unreachable', async () => {
    const clock = new FakeClock();
    connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'direct' },
      clock,
    });
    running = connection.run(stop.signal);
    connection.serverGate.reportFailure(
      new KubeUnreachableError('', { code: 'ECONNREFUSED' }),
    );
    stop.abort();
    await running;
    await clock.flush();
    expect(clock.timers).toBe(0);
  });

  it('calls the other listeners when one throws', async () => {
    connection.onChange(() => {
      throw new FakeRefusal(500, 'Oops', 'oops');
    });
    const after: ClusterChange[] = [];
    connection.onChange(change => after.push(change));
    await run();
    create(kamajiCluster());
    await eventually(() => after.length > 0);
    expect(after[0].cause).toBe('cluster');
  });
});
