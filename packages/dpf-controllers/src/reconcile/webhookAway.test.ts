import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

const CLUSTERS = `dpuclusters.${DPU_CLUSTER_GROUPS.guide}`;
const WEBHOOK = 'validate.policy-engine.svc-fail';
const MESSAGE = `Internal error occurred: failed calling webhook "${WEBHOOK}": failed to call webhook: Post "https://policy.engine.svc:443/validate?timeout=10s": dial tcp 10.96.7.7:443: connect: connection refused`;

describe('a webhook of a third party that does not answer', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
  });

  afterEach(async () => {
    await bench.stop();
  });

  const condition = (cluster: DpuCluster, type: string) =>
    conditionOf(bench.live(cluster).status?.conditions, type);
  /** A JSON patch writes the status, everything else is another write. */
  const stop = (plural: string, { status }: { status?: boolean } = {}) => {
    bench.server.admit = (_verb, admitted, body) => {
      if (admitted === plural && Array.isArray(body) === Boolean(status)) {
        throw new FakeRefusal(500, 'InternalError', MESSAGE);
      }
    };
  };
  const mend = () => {
    bench.server.admit = () => {};
  };

  it.each([
    ['services', 'Created', 'no Service can be created'],
    ['tenantcontrolplanes', 'Created', 'no TenantControlPlane can be created'],
    ['configmaps', 'KeepalivedReady', 'no ConfigMap can be created'],
    ['daemonsets', 'KeepalivedReady', 'no DaemonSet can be created'],
    [CLUSTERS, 'Created', 'no DPUCluster can be changed'],
  ])(
    'stops %s, is said on %s, and is asked again after 20 s',
    async (plural, type, effect) => {
      stop(plural);
      const cluster = bench.create(kamajiCluster());
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 20_000,
      });
      expect(condition(cluster, type)).toMatchObject({
        status: 'False',
        reason: 'WebhookAway',
        message: `Webhook ${WEBHOOK} refuses connections, so ${effect}.`,
      });
      // Only the write that is stopped is sent again.
      const before = bench.server.writeLog().length;
      await bench.reconcile(cluster);
      expect(bench.server.writeLog()).toHaveLength(before + 1);

      mend();
      const ready = await bench.bringToReady(cluster);
      expect(ready.status?.phase).toBe('Ready');
    },
  );

  it('starts nothing for a cluster whose finalizers it stops', async () => {
    stop(CLUSTERS);
    const cluster = bench.create(kamajiCluster());
    await bench.reconcile(cluster);
    expect(bench.live(cluster).status?.phase).toBe('Pending');
    expect(bench.server.objects.list('services')).toEqual([]);
  });

  it('that stops the status is said in an Event, and nothing is created', async () => {
    stop(CLUSTERS, { status: true });
    const cluster = bench.create(kamajiCluster());
    await expect(bench.reconcile(cluster)).resolves.toEqual({
      requeueAfterMs: 20_000,
    });
    expect(bench.events).toEqual([
      {
        type: 'Warning',
        reason: 'WebhookAway',
        note: `Webhook ${WEBHOOK} refuses connections, so the status of no DPUCluster can be changed.`,
      },
    ]);
    expect(bench.server.objects.list('services')).toEqual([]);
    mend();
    const ready = await bench.bringToReady(cluster);
    expect(ready.status?.phase).toBe('Ready');
  });

  it('that stops the status is not asked more often while Kamaji makes its Secret', async () => {
    const cluster = bench.create(kamajiCluster());
    await bench.reconcile(cluster);
    bench.server.objects.patch(
      'tenantcontrolplanes',
      { namespace: 'team-a', name: 'test', status: true },
      { status: { kubernetesResources: { version: { status: 'Ready' } } } },
    );
    bench.kubeletsRun(cluster, 0);
    stop(CLUSTERS, { status: true });
    await expect(bench.reconcile(cluster)).resolves.toEqual({
      requeueAfterMs: 20_000,
    });
  });

  describe('once a cluster is Ready', () => {
    let cluster: DpuCluster;

    beforeEach(async () => {
      cluster = await bench.bringToReady(bench.create(kamajiCluster()));
    });

    const expectReady = (effect: string) => {
      expect(bench.live(cluster).status?.phase).toBe('Ready');
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'True',
        reason: 'WebhookAway',
        message: expect.stringContaining(effect),
      });
    };

    it.each([
      ['daemonsets', 'no DaemonSet can be changed'],
      ['configmaps', 'no ConfigMap can be changed'],
    ])(
      'and stops a repair of its %s, it stays Ready and says so',
      async (plural, effect) => {
        stop(plural);
        bench.edit(cluster, {
          spec: { clusterEndpoint: { keepalived: { interface: 'eno1' } } },
        });
        await expect(bench.reconcile(cluster)).resolves.toEqual({
          requeueAfterMs: 20_000,
        });
        expectReady(effect);
        mend();
        await bench.reconcile(cluster);
        expect(condition(cluster, 'Created')?.reason).toBe('Created');
      },
    );

    it('and stops its finalizers, it stays Ready and is still watched', async () => {
      stop(CLUSTERS);
      bench.server.objects.patch(
        CLUSTERS,
        { namespace: 'team-a', name: 'test' },
        { metadata: { finalizers: [] } },
      );
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 20_000,
      });
      expectReady('no DPUCluster can be changed');
      bench.probeSays(cluster, { health: 'unhealthy' });
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('NotReady');
    });

    it('and stops that its control plane is put back, it stays Ready', async () => {
      stop('tenantcontrolplanes');
      bench.server.objects.patch(
        'tenantcontrolplanes',
        { namespace: 'team-a', name: 'test' },
        { spec: { networkProfile: { port: 1 } } },
      );
      bench.server.objects.patch(
        'tenantcontrolplanes',
        { namespace: 'team-a', name: 'test', status: true },
        { status: { controlPlaneEndpoint: '10.66.66.66:30000' } },
      );
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('Ready');
    });

    it('and stops an upgrade, no other version is advised', async () => {
      stop('tenantcontrolplanes');
      bench.server.objects.patch(
        'tenantcontrolplanes',
        { namespace: 'team-a', name: 'test', status: true },
        {
          status: {
            kubernetesResources: {
              version: { status: 'Ready', version: 'v1.29.0' },
            },
          },
        },
      );
      bench.edit(cluster, { spec: { version: 'v1.30.0' } });
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 20_000,
      });
      expectReady('The upgrade starts once it does.');
    });

    it('and stops its deletion, that is said on its condition and in an Event', async () => {
      bench.delete(cluster);
      stop(CLUSTERS);
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 20_000,
      });
      expectReady('no DPUCluster can be changed');
      expect(bench.events).toMatchObject([{ reason: 'WebhookAway' }]);
      // Only the write that is stopped is sent again.
      const before = bench.server.writeLog().length;
      await bench.reconcile(cluster);
      expect(bench.server.writeLog()).toHaveLength(before + 1);
      mend();
      await bench.reconcile(cluster);
      expect(bench.server.objects.list(CLUSTERS)).toEqual([]);
    });
  });

  it('that denies a request is a refusal, whatever its status', async () => {
    bench.server.admit = (verb, plural) => {
      if (verb === 'create' && plural === 'services') {
        throw new FakeRefusal(
          503,
          'ServiceUnavailable',
          `admission webhook "${WEBHOOK}" denied the request: failed calling webhook "other"`,
        );
      }
    };
    const cluster = bench.create(kamajiCluster());
    await bench.reconcile(cluster);
    expect(condition(cluster, 'Created')?.reason).toBe('ServiceRefused');
  });

  it('that stops the Secret of a registered cluster does not keep it from starting', async () => {
    bench.server.objects.create('secrets', 'team-a', {
      metadata: {
        name: 'mine',
        namespace: 'team-a',
        annotations: { 'dpf-portal.io/request-id': 'r' },
      },
    });
    stop('secrets');
    const cluster = bench.create(
      staticCluster({ namespace: 'team-a', kubeconfig: 'mine' }),
    );
    await bench.reconcile(cluster);
    expect(bench.live(cluster).status?.phase).toBe('Creating');
  });
});
