import {
  DPU_CLUSTER_GROUPS,
  DpfOperatorConfig,
  DpuCluster,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import { LeaderElector } from '@dpf-portal/kube-controller';
import { eventually } from '@dpf-portal/test-support/tenants';
import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import { Stage } from '../__testUtils__/Stage';

const GUIDE = DPU_CLUSTER_GROUPS.guide;
const RELEASED = DPU_CLUSTER_GROUPS.released;
/** An endpoint that the first cluster has not. */
const OTHER = { vip: '10.66.66.67', virtualRouterID: 127 };

describe('DpfControllers', () => {
  let stage: Stage;

  afterEach(async () => {
    await stage.stop();
  });

  it.each([GUIDE, RELEASED])(
    'brings the guide’s kamaji example of %s to Ready with eight writes, none refused',
    async group => {
      stage = await Stage.create();
      await stage.start();
      stage.create(kamajiCluster({ group }));
      const cluster = await stage.untilPhase('test', 'Ready');

      expect(stage.api.writeLog()).toEqual([
        'patch dpuclusters test',
        'patch dpuclusters/status test',
        'create services test',
        'create tenantcontrolplanes test',
        'create configmaps test-keepalived',
        'create daemonsets test-keepalived',
        'patch dpuclusters test',
        'patch dpuclusters/status test',
      ]);
      expect(stage.api.writes.filter(({ code }) => code >= 300)).toEqual([]);
      expect(cluster?.spec.kubeconfig).toBe('test-admin-kubeconfig');
      expect(cluster?.metadata.finalizers).toEqual([
        managerFinalizer(group),
        internalFinalizer(group),
      ]);
      expect(
        cluster?.status?.conditions?.map(({ type, status }) => [type, status]),
      ).toEqual(
        expect.arrayContaining([
          ['Created', 'True'],
          ['KeepalivedReady', 'True'],
          ['Ready', 'True'],
        ]),
      );
      expect(cluster?.status?.conditions?.[0].observedGeneration).toBe(
        cluster?.metadata.generation,
      );
    },
  );

  it('brings a static cluster to Ready without touching its Secret', async () => {
    stage = await Stage.create();
    await stage.start();
    stage.createSecret('team-b', 'my-admin-kubeconfig', {
      'admin.conf': stage.tenant.kubeconfig('https://10.20.0.10:6443'),
    });
    stage.create(staticCluster());
    await stage.untilPhase('test', 'Ready');
    expect(stage.api.writeLog()).toEqual([
      'patch dpuclusters test',
      'patch dpuclusters/status test',
      'patch dpuclusters/status test',
    ]);
  });

  it('says that the Secret is missing, and heals as soon as it is there', async () => {
    stage = await Stage.create();
    await stage.start();
    stage.create(staticCluster());
    const waiting = await stage.until('test', cluster =>
      Boolean(
        cluster?.status?.conditions?.some(
          ({ type, reason }) =>
            type === 'Created' && reason === 'SecretNotFound',
        ),
      ),
    );
    expect(waiting?.status?.phase).toBe('Creating');
    stage.createSecret('team-b', 'my-admin-kubeconfig', {
      'admin.conf': stage.tenant.kubeconfig('https://10.20.0.10:6443'),
    });
    await stage.untilPhase('test', 'Ready');
  });

  it('removes the finalizers of a deleted cluster in one patch and leaves the rest to the garbage collector', async () => {
    stage = await Stage.create();
    await stage.start();
    const cluster = kamajiCluster();
    stage.create(cluster);
    await stage.untilPhase('test', 'Ready');
    const before = stage.api.writeLog().length;
    stage.delete(cluster);
    await stage.until('test', found => found === undefined);
    expect(stage.api.writeLog().slice(before)).toEqual([
      'patch dpuclusters test',
    ]);
    expect(stage.api.objects.list('tenantcontrolplanes')).toEqual([]);
    expect(stage.api.objects.list('daemonsets')).toEqual([]);
  });

  it('tells the loser of an address who has it, and starts it when the winner is gone', async () => {
    stage = await Stage.create();
    await stage.start();
    const winner = kamajiCluster({ group: RELEASED, name: 'blue' });
    stage.create(winner);
    await stage.untilPhase('blue', 'Ready');
    stage.create(
      kamajiCluster({ name: 'green', keepalived: { virtualRouterID: 127 } }),
    );
    const loser = await stage.until('green', cluster =>
      Boolean(
        cluster?.status?.conditions?.some(
          ({ reason }) => reason === 'AddressInUse',
        ),
      ),
    );
    expect(loser?.status?.conditions?.[0].message).toContain('team-a/blue');
    expect(stage.api.objects.list('tenantcontrolplanes')).toHaveLength(1);

    stage.delete(winner);
    await stage.untilPhase('green', 'Ready');
  });

  it.each([GUIDE, RELEASED])(
    'loses no edit of %s that comes while its Leases have lapsed for a moment',
    async group => {
      stage = await Stage.create();
      await stage.start();
      stage.create(kamajiCluster({ group }));
      await stage.untilPhase('test', 'Ready');

      const lapsed = jest
        .spyOn(LeaderElector.prototype, 'isLeading')
        .mockReturnValue(false);
      const { metadata } = stage.api.objects.patch(
        `dpuclusters.${group}`,
        { namespace: 'team-a', name: 'test' },
        { spec: { maxNodes: 7 } },
      );
      await eventually(
        () =>
          stage.connection.cluster(group, 'team-a', 'test')?.spec.maxNodes ===
          7,
      );
      // The edit is reconciled: nothing but turns of the event loop is needed for it.
      let turns = 0;
      await eventually(() => ++turns > 200);
      lapsed.mockRestore();

      const followed = await stage.until('test', cluster =>
        (cluster?.status?.conditions ?? []).every(
          ({ observedGeneration }) =>
            observedGeneration === metadata.generation,
        ),
      );
      expect(followed?.spec.maxNodes).toBe(7);
    },
  );

  it('takes no Lease and writes nothing while every role is disabled', async () => {
    stage = await Stage.create({ roles: {} });
    await stage.start();
    stage.create(kamajiCluster());
    await stage.until('test', Boolean);
    expect(stage.controllers.isLeading()).toBe(false);
    expect(stage.api.writes).toEqual([]);
    expect(stage.controllers.roleStatus()[0]).toMatchObject({
      role: 'kamaji',
      mode: 'disabled',
      runBy: 'nobody',
    });
  });

  const holders = () =>
    Object.fromEntries(
      stage.api.objects
        .list('leases')
        .map(({ metadata, spec }) => [
          metadata.name,
          (spec as { holderIdentity?: string }).holderIdentity ?? '',
        ]),
    );

  it('is a candidate in every election of the vendor, and releases the Leases when stopped', async () => {
    stage = await Stage.create();
    await stage.start();
    stage.create(kamajiCluster({ group: RELEASED }));
    await stage.untilPhase('test', 'Ready');
    expect(holders()).toEqual({
      'dpf-portal-controllers': 'test',
      '204fbe18.dpu.nvidia.com': 'test',
      'kamaji-cluster-manager.dpu.nvidia.com': 'test',
      '507jei28.dpu.nvidia.com': 'test',
      'static-cluster-manager.dpu.nvidia.com': 'test',
      '19f9f38b.nvidia.com': 'test',
      'provisioning.dpu.nvidia.com': 'test',
    });
    expect(stage.controllers.roleStatus()).toMatchObject([
      { role: 'kamaji', runBy: 'portal' },
      { role: 'static', runBy: 'portal' },
      { role: 'provisioning', runBy: 'portal' },
    ]);
    await stage.stopControllers();
    expect(new Set(Object.values(holders()))).toEqual(new Set(['']));
  });

  it('handles the guide’s group with its own Lease alone, whoever holds those of DPF', async () => {
    stage = await Stage.create();
    stage.api.hiddenGroups.add(RELEASED);
    await stage.start();
    stage.create(kamajiCluster());
    await stage.untilPhase('test', 'Ready');
    expect(holders()).toEqual({ 'dpf-portal-controllers': 'test' });
  });

  const install = (deployment: string) =>
    stage.api.objects.create('deployments', 'dpf-operator-system', {
      metadata: { name: deployment, namespace: 'dpf-operator-system' },
      ...{ spec: { replicas: 0 } },
    });

  it('never holds a Lease of the provisioning role while the vendor’s controller is installed, scaled to zero or not', async () => {
    stage = await Stage.create();
    install('dpf-provisioning-controller-manager');
    await stage.start();
    stage.create(kamajiCluster({ group: RELEASED }));
    await stage.until('test', cluster =>
      Boolean(cluster?.metadata.finalizers?.length),
    );
    const cluster = await stage.until('test', Boolean);
    expect(cluster?.metadata.finalizers).toEqual([managerFinalizer(RELEASED)]);
    expect(Object.keys(holders())).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(19f9f38b|provisioning)\./),
      ]),
    );
    expect(stage.controllers.roleStatus()[2]).toMatchObject({
      role: 'provisioning',
      runBy: 'vendor',
      reason: expect.stringContaining(
        'set spec.provisioningController.disable: true in the DPFOperatorConfig',
      ),
    });
  });

  it('stops a role and releases its Leases as soon as the vendor’s Deployment appears', async () => {
    stage = await Stage.create();
    await stage.start();
    stage.create(kamajiCluster({ group: RELEASED }));
    await stage.untilPhase('test', 'Ready');
    install('kamaji-cm-controller-manager');
    await eventually(
      () => stage.controllers.roleStatus()[0].runBy === 'vendor',
    );
    await eventually(() => holders()['204fbe18.dpu.nvidia.com'] === '');
    await eventually(
      () => holders()['kamaji-cluster-manager.dpu.nvidia.com'] === '',
    );
    expect(holders()).toMatchObject({
      '507jei28.dpu.nvidia.com': 'test',
      'static-cluster-manager.dpu.nvidia.com': 'test',
      'dpf-portal-controllers': 'test',
    });
  });

  describe('beside a DPF that is newer than this release', () => {
    const installDpf = (version: string) => {
      const config: DpfOperatorConfig = {
        apiVersion: 'operator.dpu.nvidia.com/v1alpha1',
        kind: 'DPFOperatorConfig',
        metadata: {
          name: 'dpfoperatorconfig',
          namespace: 'dpf-operator-system',
        },
        status: { version },
      };
      stage.api.objects.create(
        'dpfoperatorconfigs',
        'dpf-operator-system',
        config,
      );
    };
    const reasonOf = (cluster: DpuCluster | undefined, type: string) =>
      cluster?.status?.conditions?.find(condition => condition.type === type)
        ?.reason;
    const heldBack = (name: string) =>
      stage.until(name, cluster => reasonOf(cluster, 'Ready') === 'DpfTooNew');

    it('starts no role of DPF’s group, and says why', async () => {
      stage = await Stage.create();
      installDpf('v27.1.0');
      await stage.watch();
      stage.create(kamajiCluster({ name: 'guide', keepalived: OTHER }));
      await stage.untilPhase('guide', 'Ready');
      expect(holders()).toEqual({ 'dpf-portal-controllers': 'test' });
      for (const status of stage.controllers.roleStatus()) {
        expect(status).toMatchObject({
          runBy: 'nobody',
          reason:
            'DPF v27.1.0 is newer than this release of the portal supports (up to v26.x), so the role does not start here.',
        });
      }
    });

    it('keeps the clusters that it has, and begins no other', async () => {
      stage = await Stage.create();
      await stage.start();
      stage.create(kamajiCluster({ group: RELEASED, name: 'old' }));
      await stage.untilPhase('old', 'Ready');
      installDpf('v27.1.0');
      await eventually(() =>
        stage.controllers
          .roleStatus()
          .every(({ reason }) => reason.includes('starts no new ones')),
      );
      const before = stage.api.writeLog().length;

      stage.create(
        kamajiCluster({ group: RELEASED, name: 'new', keepalived: OTHER }),
      );
      stage.create(staticCluster({ group: RELEASED, name: 'static' }));
      const made = await heldBack('new');
      const registered = await heldBack('static');
      for (const cluster of [made, registered]) {
        expect(cluster?.status?.phase).toBe('Pending');
        expect(cluster?.metadata.finalizers ?? []).toEqual([]);
        expect(reasonOf(cluster, 'Created')).toBe('DpfTooNew');
      }
      expect(stage.api.writeLog().slice(before).sort()).toEqual([
        'patch dpuclusters/status new',
        'patch dpuclusters/status static',
      ]);

      stage.api.objects.patch(
        'configmaps',
        { namespace: 'team-a', name: 'old-keepalived' },
        { data: { 'keepalived.conf': 'edited' } },
      );
      await eventually(() =>
        stage.api.objects
          .list('configmaps')
          .every(object => !JSON.stringify(object).includes('"edited"')),
      );
      expect(stage.controllers.roleStatus()).toMatchObject([
        { runBy: 'portal' },
        { runBy: 'portal' },
        { runBy: 'portal' },
      ]);
    });

    it('begins with the clusters that waited once DPF is one that is supported', async () => {
      stage = await Stage.create();
      await stage.start();
      installDpf('v27.1.0');
      await eventually(() => stage.connection.operatorConfig() !== undefined);
      stage.create(kamajiCluster({ group: RELEASED }));
      await heldBack('test');
      stage.api.objects.patch(
        'dpfoperatorconfigs',
        {
          namespace: 'dpf-operator-system',
          name: 'dpfoperatorconfig',
          status: true,
        },
        { status: { version: 'v26.8.0' } },
      );
      const cluster = await stage.untilPhase('test', 'Ready');
      expect(reasonOf(cluster, 'Created')).toBe('Created');
    });

    it('removes the finalizers of a cluster that it has not started', async () => {
      stage = await Stage.create();
      await stage.start();
      installDpf('v27.1.0');
      await eventually(() => stage.connection.operatorConfig() !== undefined);
      const cluster = kamajiCluster({ group: RELEASED });
      stage.create(cluster);
      await heldBack('test');
      stage.delete(cluster);
      await stage.until('test', found => found === undefined);
      expect(stage.api.writeLog()).toEqual(['patch dpuclusters/status test']);
    });
  });
});
