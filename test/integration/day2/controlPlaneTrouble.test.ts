import { DpuCluster, Finding, FindingCode } from '@dpf-portal/dpf-model';
import { dpuResource } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, systemClock } from '@dpf-portal/kube-controller';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { kubeconfigSecret, textOf } from '../../fixtures/kubeconfigs';
import { staticCluster } from '../../fixtures/staticCluster';
import { CHILD, ClusterHandle } from '../../management/ClusterHandle';
import { ClusterViewer } from '../../management/ClusterViewer';
import { Lab } from '../../management/Lab';
import { followAdvice } from '../../management/followAdvice';

const GROUP = 'provisioning.dpu.nvidia.com';
const TEAM = 'team-a';
const PAUSED = 'kamaji.clastix.io/paused';
// For this viewer everything is 20 minutes older, so that no test waits for an upgrade's patience.
const LATER_CLOCK = {
  ...systemClock,
  now: () => systemClock.now() + 20 * 60_000,
};

describe('Trouble with a control plane', () => {
  let lab: Lab;
  let viewer: ClusterViewer;
  let later: ClusterViewer;
  let next = 70;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    viewer = await ClusterViewer.start(lab.cluster);
    later = await ClusterViewer.start(lab.cluster, { clock: LATER_CLOCK });
  });
  afterAll(async () => {
    await viewer?.stop();
    await later?.stop();
    await lab?.stop();
  });

  const create = async (name: string) => {
    next++;
    const keepalived = { vip: `10.66.66.${next}`, virtualRouterID: next };
    const cluster = kamajiCluster(name, keepalived);
    return (await ClusterHandle.create(lab.api, TEAM, cluster)).ready();
  };
  const findingWhen = async (
    by: ClusterViewer,
    { created }: ClusterHandle,
    code: FindingCode,
    accept: (finding: Finding) => boolean = () => true,
  ): Promise<Finding> => {
    const wanted = (f: Finding) => f.code === code && accept(f);
    const { findings } = await by.viewWhen(
      created,
      `has the finding ${code}`,
      view => view.findings.some(wanted),
    );
    return findings.find(wanted) as Finding;
  };
  const installed = (cluster: ClusterHandle, version: string) =>
    cluster.childWhen(
      CHILD.controlPlane,
      `runs ${version}`,
      ({ status }) => status?.kubernetesResources?.version?.version === version,
    );

  it('is seen and written while DPUs hold the deletion, and so is its end', async () => {
    const cluster = await create('held');
    const dpus = dpuResource(GROUP, 'v1alpha1');
    const dpu = assignedDpu('worker1-0000-2b', cluster.created);
    await lab.api.client.create(dpus, dpu);
    await lab.api.client.delete(
      lab.api.resourceOf(cluster.created),
      cluster.created.metadata,
    );
    await cluster.eventWhen('DeletionBlocked');

    await cluster.setVip('vipDown');
    const down = await cluster.inPhase('NotReady');
    expect(conditionOf(down, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'Unreachable',
    });
    const { findings } = await viewer.viewWhen(
      cluster.created,
      'says that it is dead',
      view => view.findings.some(f => f.code.endsWith('NotAnswering')),
    );
    expect(findings.map(({ code }) => code)).toContain('DeletionBlocked');

    await cluster.setVip();
    await cluster.inPhase('Ready');
    await lab.api.client.delete(dpus, { ...dpu.metadata, namespace: TEAM });
    await lab.api.clusterGone(cluster.created);
  });

  it('of a registered cluster is seen where its Secret was deleted while no cluster named it', async () => {
    const hosted = await create('hosted');
    const kubeconfig = textOf(
      await hosted.child(CHILD.kubeconfig),
      'admin.conf',
    );
    const put = (name: string) =>
      lab.api.createSecret(
        TEAM,
        kubeconfigSecret(name, { 'admin.conf': kubeconfig }),
      );
    const register = (name: string, secret: string) =>
      ClusterHandle.create(lab.api, TEAM, staticCluster(name, secret));
    await put('keeper');
    await put('mine');
    await (await register('keep', 'keeper')).ready();
    const first = await (await register('stc', 'mine')).ready();
    await first.delete();
    await lab.api.client.delete(CORE_RESOURCES.secrets, {
      namespace: TEAM,
      name: 'mine',
    });

    const again = await register('stc', 'mine');
    const created = await again.conditionWhen('Created', 'SecretNotFound');
    expect(created.status).toBe('False');
    expect(
      await findingWhen(viewer, again, 'KubeconfigUnusable'),
    ).toMatchObject({ who: 'owner' });
    expect((await again.live()).status?.phase).not.toBe('Ready');

    await put('mine');
    await again.ready();
  });

  it("is Kamaji's pause: the finding's command lets a waiting upgrade go on", async () => {
    const cluster = await create('paused');
    await cluster.editChild(CHILD.controlPlane, {
      metadata: { annotations: { [PAUSED]: '' } },
    });
    const { remedy } = await findingWhen(viewer, cluster, 'KamajiPaused');
    await cluster.edit({ spec: { version: 'v1.30.0' } });
    const waiting = await findingWhen(viewer, cluster, 'ControlPlaneUpgrading');
    expect(waiting).toMatchObject({
      who: 'platform',
      remedy: expect.stringContaining("End Kamaji's pause first"),
    });

    await followAdvice(lab, remedy);
    await installed(cluster, 'v1.30.0');
    await viewer.viewWhen(
      cluster.created,
      'has no finding',
      ({ findings }) => findings.length === 0,
    );
  });

  it('is an upgrade to a version that does not exist: the finding’s command asks for one that does', async () => {
    const cluster = await create('stuck');
    await cluster.edit({ spec: { version: 'v1.30.99' } });
    await cluster.conditionWhen('Created', 'Upgrading');
    // It has just begun, whatever the time of the condition is.
    await findingWhen(viewer, cluster, 'ControlPlaneUpgrading');
    const finding = await findingWhen(later, cluster, 'UpgradeStalled');
    expect(finding).toMatchObject({
      who: 'platform',
      sentence: expect.stringMatching(
        /v1\.29\.0 is installed, and Kamaji was told v1\.30\.99/,
      ),
    });

    await followAdvice(lab, finding.remedy);
    await installed(cluster, 'v1.30.0');
    await cluster.conditionWhen('Created', 'Created');
  });

  it('is a refusal to go back, whose command asks for a version that Kamaji takes', async () => {
    const cluster = await create('back');
    await cluster.edit({ spec: { version: 'v1.30.99' } });
    await cluster.conditionWhen('Created', 'Upgrading');
    await cluster.edit({ spec: { version: 'v1.29.0' } });
    const refused = await cluster.conditionWhen('Created', 'UpgradeRefused');
    expect(refused.message).toContain('unable to downgrade');
    const { remedy } = await findingWhen(viewer, cluster, 'UpgradeRefused');
    await followAdvice(lab, remedy);
    await installed(cluster, 'v1.30.0');
    await cluster.conditionWhen('Created', 'Created');
  });

  it('is that it sleeps: one finding, whose command wakes it, and the edit follows', async () => {
    const cluster = await create('asleep');
    await cluster.editChild(CHILD.controlPlane, {
      spec: { controlPlane: { deployment: { replicas: 0 } } },
    });
    await cluster.conditionWhen('Created', 'Sleeping');
    const edited: DpuCluster = await cluster.edit({
      spec: { version: 'v1.30.0' },
    });
    const { findings } = await viewer.viewWhen(
      edited,
      'says that the edit follows',
      view => view.findings.some(f => f.sentence.includes('v1.30.0 follows')),
    );
    expect(findings).toMatchObject([{ code: 'Sleeping' }]);
    await followAdvice(lab, findings[0].remedy);
    await installed(cluster, 'v1.30.0');
    await cluster.ready();
  });
});
