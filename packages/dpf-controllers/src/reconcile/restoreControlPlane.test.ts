import {
  CONTROLLER_ROLES,
  DPF_ANNOTATIONS,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';

const { restoreRequested, pausedUntil } = DPF_ANNOTATIONS;

describe('a control plane that was scaled by hand', () => {
  let bench: ReconcileBench;
  let cluster: DpuCluster;

  const scale = (replicas: number) =>
    bench.server.objects.patch(
      'tenantcontrolplanes',
      { namespace: 'team-a', name: 'test' },
      { spec: { controlPlane: { deployment: { replicas } } } },
    );
  const replicas = () =>
    (
      bench.find('tenantcontrolplanes', 'team-a', 'test')?.spec as {
        controlPlane: { deployment: { replicas: number } };
      }
    ).controlPlane.deployment.replicas;
  const ask = () =>
    bench.edit(cluster, {
      metadata: { annotations: { [restoreRequested]: '2026-11-24T14:00:00Z' } },
    });
  const asked = () =>
    bench.live(cluster).metadata.annotations?.[restoreRequested];

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    cluster = await bench.bringToReady(bench.create(kamajiCluster()));
  });
  afterEach(() => bench.stop());

  it('stays as it is until somebody asks', async () => {
    scale(1);
    await bench.reconcile(cluster);
    expect(replicas()).toBe(1);
  });

  it.each([0, 1, 2])(
    'with %d replicas gets its own again, once',
    async live => {
      scale(live);
      ask();
      await bench.reconcile(cluster);
      expect(replicas()).toBe(3);
      expect(asked()).toBeUndefined();
      scale(1);
      await bench.reconcile(cluster);
      expect(replicas()).toBe(1);
    },
  );

  it('keeps more replicas than it was created with', async () => {
    scale(5);
    ask();
    await bench.reconcile(cluster);
    expect(replicas()).toBe(5);
    expect(asked()).toBeUndefined();
  });

  it('is left alone by a role that does not run here, and during a pause', async () => {
    scale(1);
    ask();
    bench.roles = ['static', 'provisioning'];
    await bench.reconcile(cluster);
    expect(replicas()).toBe(1);
    bench.roles = CONTROLLER_ROLES;
    bench.edit(cluster, {
      metadata: {
        annotations: {
          [pausedUntil]: new Date(bench.clock.now() + 60_000).toISOString(),
        },
      },
    });
    await bench.reconcile(cluster);
    expect(replicas()).toBe(1);
    expect(asked()).toBeDefined();
  });

  it('is not asked for again where Kamaji refuses', async () => {
    scale(1);
    ask();
    let patches = 0;
    bench.server.admit = (verb, plural) => {
      if (verb === 'patch' && plural === 'tenantcontrolplanes') {
        patches += 1;
        throw new FakeRefusal(403, 'Forbidden', 'no replicas for you');
      }
    };
    await bench.reconcile(cluster);
    await bench.reconcile(cluster);
    expect(patches).toBe(1);
    expect(asked()).toBeUndefined();
  });
});
