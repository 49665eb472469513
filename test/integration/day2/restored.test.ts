import { DpuCluster, Finding, ownerReferenceTo } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { CHILD, ClusterHandle } from '../../management/ClusterHandle';
import { ClusterViewer } from '../../management/ClusterViewer';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';

const BLUE = { vip: '10.66.66.70', virtualRouterID: 100 };
const RESOURCES: Record<string, ResourceType> = {
  tenantcontrolplane: TENANT_CONTROL_PLANES,
  service: CORE_RESOURCES.services,
  configmap: CORE_RESOURCES.configMaps,
  daemonset: CORE_RESOURCES.daemonSets,
};
const CHILDREN = [CHILD.controlPlane, CHILD.configMap, CHILD.daemonSet];

/** Follows `kubectl patch` of a remedy to the letter. */
async function followAdvice(lab: Lab, { remedy }: Finding): Promise<void> {
  const [, namespace, objects = '', patch = ''] =
    /kubectl -n (\S+) patch (.+) --type=merge -p '(.+)'`/.exec(remedy) ?? [];
  for (const object of objects.split(' ')) {
    const [kind, name] = object.split('/');
    await lab.api.client.mergePatch(
      RESOURCES[kind],
      { namespace, name },
      JSON.parse(patch),
    );
  }
}

describe('A cluster whose control plane runs without an owner', () => {
  let lab: Lab;
  let controllers: ControllersProcess;
  let viewer: ClusterViewer;
  let blue: ClusterHandle;
  let green: ClusterHandle;

  const create = (
    name: string,
    keepalived: Parameters<typeof kamajiCluster>[1],
  ) => ClusterHandle.create(lab.api, 'team-a', kamajiCluster(name, keepalived));

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    controllers = lab.startControllers();
    viewer = await ClusterViewer.start(lab.cluster);
    blue = await create('blue', BLUE);
    await blue.ready();
  });

  afterAll(async () => {
    await viewer?.stop();
    await lab?.stop();
  });

  /** `kubectl delete --cascade=orphan`. */
  async function orphan({ created }: ClusterHandle): Promise<void> {
    await lab.api.client.delete(lab.api.resourceOf(created), created.metadata, {
      propagationPolicy: 'Orphan',
    });
    await lab.api.clusterGone(created);
  }

  const uidsOf = (cluster: ClusterHandle) =>
    Promise.all(
      CHILDREN.map(
        async kind => (await cluster.child<KubeObject>(kind)).metadata.uid,
      ),
    );
  const ownersOf = (cluster: ClusterHandle) =>
    Promise.all(
      CHILDREN.map(
        async kind =>
          (await cluster.child<KubeObject>(kind)).metadata.ownerReferences,
      ),
    );
  const ownedBy = (cluster: DpuCluster) =>
    CHILDREN.map(() => [ownerReferenceTo(cluster)]);

  it('keeps its VIP and router id from a third cluster while its DPUCluster is gone', async () => {
    await orphan(blue);
    green = await create('green', BLUE);
    const { message } = await green.conditionWhen('Created', 'AddressInUse');
    expect(message).toBe(
      'VIP 10.66.66.70 is used by TenantControlPlane team-a/blue, which belongs to no DPUCluster. This cluster cannot start.',
    );
    const findings = await viewer.findingsWhen(
      green.created,
      'the address is in use',
      all => all.some(({ code }) => code === 'AddressInUse'),
    );
    expect(findings[0].sentence).toBe(message);
    expect(viewer.managementClusterFindings()).toMatchObject([
      {
        code: 'ControlPlaneLeftBehind',
        who: 'platform',
        evidence: { child: 'TenantControlPlane/team-a/blue' },
      },
    ]);
  });

  it('is adopted when its DPUCluster is created again, and is Ready on the same control plane', async () => {
    const before = await uidsOf(blue);
    blue = await create('blue', BLUE);
    await blue.ready();
    expect(await uidsOf(blue)).toEqual(before);
    expect(await ownersOf(blue)).toEqual(ownedBy(blue.created));
    expect((await blue.eventWhen('Adopted')).note).toContain('had no owner');
    await viewer.findingsWhen(green.created, 'blue is the holder', all =>
      all.some(({ sentence }) => sentence.includes('is used by team-a/blue')),
    );
    expect(viewer.managementClusterFindings()).toEqual([]);
  });

  it('gets the advice of a finding where nobody runs the role, and following it makes the cluster its owner', async () => {
    const before = await uidsOf(blue);
    await orphan(blue);
    await controllers.stop();
    blue = await create('blue', BLUE);
    const findings = await viewer.findingsWhen(
      blue.created,
      'the owner is missing',
      all => all.some(({ code }) => code === 'OwnerMissing'),
    );
    const advice = findings.filter(({ code }) => code === 'OwnerMissing');
    expect(advice).toMatchObject([
      { who: 'platform', sentence: expect.stringContaining('no owner') },
    ]);
    expect(advice[0].remedy).toContain(blue.created.metadata.uid);
    expect(findings.map(({ remedy }) => remedy).join(' ')).not.toMatch(
      /another name|Change .* back/,
    );
    await followAdvice(lab, advice[0]);
    expect(await ownersOf(blue)).toEqual(ownedBy(blue.created));
    await viewer.findingsWhen(
      blue.created,
      'the owner is there',
      all => !all.some(({ code }) => code === 'OwnerMissing'),
    );
    controllers = lab.startControllers();
    await blue.ready();
    expect(await uidsOf(blue)).toEqual(before);
  });

  it('stays visible while a finalizer holds it after the cluster was retired, and others wait for it by name', async () => {
    await blue.editChild(CHILD.controlPlane, {
      metadata: { finalizers: ['example.com/hold'] },
    });
    await blue.delete();
    // Its cluster is gone a moment before its own deletion is known.
    const left = await eventually('the finding names the finalizer', async () =>
      viewer
        .managementClusterFindings()
        .find(({ evidence }) => evidence?.finalizers),
    );
    expect(left).toMatchObject({
      code: 'ControlPlaneLeftBehind',
      sentence:
        'TenantControlPlane team-a/blue of a retired DPU cluster is still being deleted and keeps VIP 10.66.66.70; finalizer example.com/hold holds it.',
      since: expect.stringMatching(/Z$/),
      evidence: { finalizers: ['example.com/hold'] },
    });

    // Of two that want the address, one waits for the control plane and the other for that cluster.
    const waiting = await viewer.findingsWhen(
      green.created,
      'it waits for the control plane',
      all => all[0]?.sentence.includes('what is left of team-a/blue'),
    );
    expect(waiting[0]).toMatchObject({
      code: 'AddressInUse',
      blocking: false,
      who: 'nobody',
    });
    const red = await create('red', {
      vip: '10.66.66.90',
      virtualRouterID: 90,
    });
    await red.ready();
    blue = await create('blue', { vip: '10.66.66.91', virtualRouterID: 91 });
    const { message } = await blue.conditionWhen('Created', 'ChildNameTaken');
    expect(message).toBe(
      'TenantControlPlane blue of an earlier cluster with this name is still being deleted.',
    );
    const view = await viewer.viewWhen(
      blue.created,
      'is known',
      ({ uid }) => uid === blue.created.metadata.uid,
    );
    expect(view.version).toBeUndefined();
    expect(view.endpoint?.server).toBeUndefined();
    for (const { created } of [blue, green]) {
      const codes = (
        await viewer.findingsWhen(created, 'are known', all => all.length > 0)
      ).map(({ code }) => code);
      expect(codes).not.toContain('ControlPlaneRefused');
      expect(codes).not.toContain('WaitingForControlPlane');
    }
  });

  it('lets both start by themselves once it is released', async () => {
    await lab.api.client.mergePatch(
      TENANT_CONTROL_PLANES,
      { namespace: 'team-a', name: 'blue' },
      { metadata: { finalizers: null } },
    );
    await green.ready();
    await blue.ready();
    expect(viewer.managementClusterFindings()).toEqual([]);
  });

  it('is left alone if it merely has the name', async () => {
    const stranger: KubeObject & { spec: object } = {
      apiVersion: 'kamaji.clastix.io/v1alpha1',
      kind: 'TenantControlPlane',
      metadata: { name: 'foreign', namespace: 'team-a' },
      spec: {
        ...(await blue.child(CHILD.controlPlane)).spec,
        networkProfile: { address: '10.66.66.95', port: 31995 },
      },
    };
    await lab.api.client.create(TENANT_CONTROL_PLANES, stranger);
    const foreign = await create('foreign', {
      vip: '10.66.66.95',
      virtualRouterID: 95,
    });
    await foreign.conditionWhen('Created', 'ChildNameTaken');
    expect(
      (await foreign.child(CHILD.controlPlane)).metadata.ownerReferences,
    ).toBeUndefined();
  });
});
