import {
  DPU_CLUSTER_GROUPS,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Stage, kamajiCluster, staticCluster } from '../__testUtils__/Stage';

const GUIDE = DPU_CLUSTER_GROUPS.guide;
const RELEASED = DPU_CLUSTER_GROUPS.released;

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

  it('lets go of a deleted cluster in one patch and leaves the rest to the garbage collector', async () => {
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

  it('is a candidate in the vendor’s own elections, and releases the Leases when stopped', async () => {
    stage = await Stage.create();
    await stage.start();
    stage.create(kamajiCluster({ group: RELEASED }));
    await stage.untilPhase('test', 'Ready');
    const holders = () =>
      Object.fromEntries(
        stage.api.objects
          .list('leases')
          .map(({ metadata, spec }) => [
            metadata.name,
            (spec as { holderIdentity?: string }).holderIdentity ?? '',
          ]),
      );
    expect(holders()).toEqual({
      'dpf-portal-controllers': 'test',
      '204fbe18.dpu.nvidia.com': 'test',
      '507jei28.dpu.nvidia.com': 'test',
      '19f9f38b.nvidia.com': 'test',
    });
    expect(stage.controllers.roleStatus()).toMatchObject([
      { role: 'kamaji', runBy: 'portal' },
      { role: 'static', runBy: 'portal' },
      { role: 'provisioning', runBy: 'portal' },
    ]);
    await stage.stopControllers();
    expect(new Set(Object.values(holders()))).toEqual(new Set(['']));
  });

  it('never holds the provisioning role while the vendor’s controller is installed', async () => {
    stage = await Stage.create();
    stage.api.objects.create('deployments', 'dpf-operator-system', {
      metadata: {
        name: 'dpf-provisioning-controller-manager',
        namespace: 'dpf-operator-system',
      },
    });
    await stage.start();
    stage.create(kamajiCluster({ group: RELEASED }));
    await stage.until('test', cluster =>
      Boolean(cluster?.metadata.finalizers?.length),
    );
    const cluster = await stage.until('test', Boolean);
    expect(cluster?.metadata.finalizers).toEqual([managerFinalizer(RELEASED)]);
    expect(
      stage.api.objects.list('leases').map(({ metadata }) => metadata.name),
    ).not.toContain('19f9f38b.nvidia.com');
    expect(stage.controllers.roleStatus()[2]).toMatchObject({
      role: 'provisioning',
      runBy: 'vendor',
    });
  });
});
