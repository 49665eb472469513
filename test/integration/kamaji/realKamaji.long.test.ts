import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { guideExample } from '../../fixtures/guideExample';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { ControlPlanes, wordOf } from '../../kamaji/ControlPlanes';
import { joinOneOfTwo } from '../../kamaji/joinOneOfTwo';
import { describeRealKamaji } from '../../kamaji/realKamaji';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { ObjectHistory } from '../../management/ObjectHistory';
import { ClusterViewer } from '../../management/ClusterViewer';
import { registerGuideExample } from '../../management/registerGuideExample';
import { eventually } from '../../portal/eventually';

const { released } = DPU_CLUSTER_GROUPS;
const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
  CORE_RESOURCES.deployments,
  CORE_RESOURCES.secrets,
];

const phaseOf = ({ status }: DpuCluster) => status?.phase;

describeRealKamaji('Our controllers with the real Kamaji', kamaji => {
  let lab: Lab;
  let planes: ControlPlanes;
  /** The guide's example. It is Ready before and after every test. */
  let guide: DpuCluster;

  beforeAll(async () => {
    lab = await Lab.start({ kamaji });
    planes = new ControlPlanes(lab);
    lab.startControllers();
    guide = await lab.api.createCluster(
      'team-a',
      guideExample('kamaji', released),
    );
    await lab.api.clusterReady(guide);
  });
  afterAll(() => lab?.stop());

  async function historyOfGuide(): Promise<ObjectHistory<DpuCluster>> {
    return await ObjectHistory.follow(
      lab.api.client,
      ManagementApi.resourceOf(released),
      guide.metadata,
    );
  }

  it('bring both examples of the guide to Ready', async () => {
    const registered = await registerGuideExample(lab, released);
    await lab.api.clusterReady(registered);
    for (const [namespace, type] of [
      ['team-a', 'kamaji'],
      ['team-b', 'static'],
    ]) {
      const { rows } = await lab.api.printedClusters(namespace, released);
      expect(
        rows.map(row => row.slice(0, 5)).filter(([name]) => name === 'test'),
      ).toEqual([
        // An earlier test may have upgraded it.
        ['test', type, '1000', expect.stringMatching(/^v1\.\d+\.0$/), 'Ready'],
      ]);
    }
    await lab.api.deleteCluster(registered);
    await lab.api.client.delete(CORE_RESOURCES.secrets, {
      namespace: 'team-b',
      name: 'my-admin-kubeconfig',
    });
  });

  it('keep a cluster Ready while its control plane is upgraded by a minor version', async () => {
    const phases = await historyOfGuide();
    const words = await planes.history('test');
    await lab.api.client.mergePatch(
      ManagementApi.resourceOf(released),
      guide.metadata,
      { spec: { version: 'v1.30.0' } },
    );
    await planes.when(
      'test',
      'runs v1.30.0',
      ({ status }) =>
        status?.kubernetesResources?.version?.version === 'v1.30.0',
    );
    expect(words.of(wordOf)).toContain('Upgrading');
    expect(phases.of(phaseOf)).toEqual(['Ready']);
    words.stop();
    phases.stop();
  });

  it('keep a cluster Ready while its admin kubeconfigs are rotated', async () => {
    const phases = await historyOfGuide();
    const before = await planes.kubeconfigs('test');
    await planes.rotate('test', 'test-admin-kubeconfig');
    await planes.kubeconfigsWhen(
      'test',
      'are rotated',
      live => live['admin.conf'] !== before['admin.conf'],
    );
    await planes.passBy('test');
    expect(phases.of(phaseOf)).toEqual(['Ready']);
    phases.stop();
  });

  it('keep a cluster Ready while its certificate authority is rotated', async () => {
    const phases = await historyOfGuide();
    const before = await planes.kubeconfigs('test');
    await planes.rotate('test', 'test-ca');
    await planes.kubeconfigsWhen(
      'test',
      'are all new',
      live =>
        live['super-admin.conf'] !== before['super-admin.conf'] &&
        live['admin.conf'] !== before['admin.conf'],
    );
    await eventually('the API server serves by the new authority', async () => {
      const live = await planes.kubeconfigs('test');
      return await planes.asTenant(live['super-admin.conf'], ({ client }) =>
        client.listAll(CORE_RESOURCES.namespaces),
      );
    });
    await planes.whenSettled('test');
    expect(phases.of(phaseOf)).toEqual(['Ready']);
    phases.stop();
    await expectStaleJoinInfo();
  });

  /** Kamaji keeps the old authority in the cluster-info that DPUs read, until it is deleted. */
  async function expectStaleJoinInfo(): Promise<void> {
    const viewer = await ClusterViewer.start(lab.cluster);
    const findingOf = ({ findings }: DpuClusterView) =>
      findings.find(({ code }) => code === 'JoinInfoStale');
    try {
      const broken = await viewer.viewWhen(
        guide,
        'is said to have old join information',
        view => findingOf(view) !== undefined,
      );
      expect(findingOf(broken)).toMatchObject({
        sentence: expect.stringContaining('still names the old CA'),
        remedy: expect.stringContaining('delete the ConfigMap cluster-info'),
        who: 'platform',
      });
      await planes.dropClusterInfo('test');
      const mended = await viewer.viewWhen(
        guide,
        'has the join information that Kamaji made anew',
        ({ observation }) =>
          observation?.joinInfo?.found === true &&
          observation.joinInfo.authority === 'same',
      );
      expect(findingOf(mended)).toBeUndefined();
    } finally {
      await viewer.stop();
    }
  }

  it('never call a cluster Ready whose DataStore is dead, although Kamaji does', async () => {
    const store = lab.cluster.processes.find(
      ({ name }) => name === 'datastore',
    );
    expect(store).toBeDefined();
    const late = kamajiCluster('late', {
      vip: '10.66.66.67',
      virtualRouterID: 127,
    });
    store?.signal('SIGSTOP');
    try {
      const created = await lab.api.createCluster('team-a', late);
      const history = await ObjectHistory.follow<DpuCluster>(
        lab.api.client,
        ManagementApi.resourceOf(released),
        created.metadata,
      );
      await lab.api.clusterWhen(
        guide,
        'is NotReady',
        ({ status }) => status?.phase === 'NotReady',
      );
      expect(wordOf(await planes.get('test'))).toBe('Ready');
      expect(history.of(phaseOf)).not.toContain('Ready');
      history.stop();
      // Retirement does not wait for an unreachable DataStore.
      await lab.api.deleteCluster(created);
    } finally {
      store?.signal('SIGCONT');
    }
    await lab.api.clusterReady(guide);
  });

  it('count a DPU that joins', async () => {
    const viewer = await ClusterViewer.start(lab.cluster);
    const join = (names: string[]) =>
      lab.cluster.dpus.join({ namespace: 'team-a', name: 'test' }, names);
    try {
      expect(await joinOneOfTwo(lab, viewer, guide, join)).toMatchObject({
        before: { assigned: 2, joined: 0 },
        after: { assigned: 2, joined: 1 },
      });
    } finally {
      await viewer.stop();
    }
  });

  it('leave nothing behind of a cluster that is retired', async () => {
    const before = await lab.api.namesIn('team-b', CHILDREN);
    const brief = await lab.api.createCluster(
      'team-b',
      kamajiCluster('brief', { vip: '10.66.66.68', virtualRouterID: 128 }),
    );
    await lab.api.clusterReady(brief);
    await lab.api.deleteCluster(brief);
    await eventually('Kamaji and the garbage collector are done', async () => {
      const left = await lab.api.namesIn('team-b', CHILDREN);
      return left.length === before.length ? true : undefined;
    });
    expect(await lab.api.namesIn('team-b', CHILDREN)).toEqual(before);
  });
});
