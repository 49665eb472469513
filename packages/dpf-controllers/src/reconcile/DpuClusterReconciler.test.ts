import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { ClusterManager } from '../clusterManager/ClusterManager';
import { PHASES } from './DpuClusterReconciler';
import { conditionOf } from './status/conditions';

const GUIDE = DPU_CLUSTER_GROUPS.guide;
const RELEASED = DPU_CLUSTER_GROUPS.released;

describe('DpuClusterReconciler', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
  });

  afterEach(async () => {
    await bench.stop();
  });

  const condition = (cluster: DpuCluster, type: string) =>
    conditionOf(bench.live(cluster).status?.conditions, type);
  const writes = () => bench.server.writeLog();

  describe('a new kamaji cluster', () => {
    it('is Ready after eight writes', async () => {
      const cluster = bench.create(kamajiCluster());
      const ready = await bench.bringToReady(cluster);
      expect(ready.status?.phase).toBe('Ready');
      expect(writes()).toHaveLength(8);
    });

    it('B35: is written no more once it is Ready', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      await bench.reconcile(cluster);
      await bench.clock.advance(60_000);
      await bench.reconcile(cluster);
      expect(writes()).toHaveLength(8);
    });

    it.each([0, 1, 2, 3, 4, 5, 6, 7])(
      'becomes Ready, nothing made twice, though the process died after write %i',
      async survived => {
        const cluster = bench.create(kamajiCluster());
        bench.writesLeft = survived;
        await bench.reconcile(cluster).catch(() => {});
        if (bench.has('tenantcontrolplanes', 'team-a', 'test')) {
          bench.kamajiSays(cluster, 'Ready');
          bench.probeSays(cluster, { health: 'healthy' });
          await bench.reconcile(cluster).catch(() => {});
        }
        expect(bench.live(cluster).status?.phase).not.toBe('Ready');

        bench.restart();
        const ready = await bench.bringToReady(cluster);
        expect(ready.status?.phase).toBe('Ready');
        expect(writes()).toHaveLength(8);
        expect(bench.server.writes.every(({ code }) => code < 300)).toBe(true);
      },
    );

    it('holds good news back for 30 s, then tells what there is', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.reconcile(cluster);
      bench.kubeletsRun(cluster, 2);
      const result = await bench.reconcile(cluster);
      expect(condition(cluster, 'KeepalivedReady')).toBeUndefined();
      expect(result).toEqual({ requeueAfterMs: 30_000 });

      await bench.clock.advance(30_000);
      await bench.reconcile(cluster);
      expect(condition(cluster, 'KeepalivedReady')?.status).toBe('True');
    });

    it('tells bad news at once', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.reconcile(cluster);
      bench.kubeletsRun(cluster, 0);
      await bench.reconcile(cluster);
      expect(condition(cluster, 'KeepalivedReady')).toMatchObject({
        status: 'False',
        reason: 'NoMatchingNodes',
      });
    });

    it('publishes the kubeconfig before Created is True', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.reconcile(cluster);
      bench.server.objects.patch(
        'tenantcontrolplanes',
        { namespace: 'team-a', name: 'test', status: true },
        { status: { kubernetesResources: { version: { status: 'Ready' } } } },
      );
      // Kamaji is Ready, but its Secret is not there yet.
      const result = await bench.reconcile(cluster);
      expect(result).toEqual({ requeueAfterMs: 200 });
      expect(bench.live(cluster).spec.kubeconfig).toBeUndefined();
      expect(condition(cluster, 'Created')?.status).toBe('False');
    });

    it('waits for the vendor’s provisioning before it makes anything', async () => {
      bench.roles = ['kamaji'];
      const cluster = bench.create(kamajiCluster());
      await bench.reconcile(cluster);
      expect(bench.live(cluster).metadata.finalizers).toEqual([
        managerFinalizer(GUIDE),
      ]);
      expect(bench.live(cluster).status?.phase).toBe('Pending');
      expect(bench.has('services', 'team-a', 'test')).toBe(false);
    });

    it('tells Created at once where the vendor’s provisioning waits for it, and leaves the phase alone', async () => {
      bench.roles = ['kamaji'];
      const cluster = bench.create(
        kamajiCluster({ status: { phase: 'Creating' } }),
      );
      await bench.reconcile(cluster);
      bench.kamajiSays(cluster, 'Ready');
      bench.kubeletsRun(cluster, 1);
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')?.status).toBe('True');
      expect(condition(cluster, 'Ready')).toBeUndefined();
      expect(bench.live(cluster).status?.phase).toBe('Creating');
    });

    it('writes phase and Ready only, where only provisioning is ours', async () => {
      bench.roles = ['provisioning'];
      const cluster = bench.create(
        kamajiCluster({
          status: {
            phase: 'Creating',
            conditions: [
              {
                type: 'Created',
                status: 'True',
                reason: 'Created',
                message: '',
                lastTransitionTime: '2026-01-01T00:00:00Z',
              },
            ],
          },
        }),
      );
      bench.probeSays(cluster, { health: 'healthy' });
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status).toMatchObject({
        phase: 'Ready',
        conditions: [{ type: 'Created' }, { type: 'Ready', status: 'True' }],
      });
      expect(bench.live(cluster).metadata.finalizers).toEqual([
        internalFinalizer(GUIDE),
      ]);
      expect(bench.server.objects.list('services')).toEqual([]);
    });

    it('does nothing while it is paused', async () => {
      const until = new Date(bench.clock.now() + 60_000).toISOString();
      const cluster = bench.create(
        kamajiCluster({
          metadata: { annotations: { [DPF_ANNOTATIONS.pausedUntil]: until } },
        }),
      );
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 60_000,
      });
      expect(writes()).toEqual([]);
    });
  });

  describe('what keeps a kamaji cluster from starting', () => {
    it.each<[string, Parameters<typeof kamajiCluster>[0]]>([
      ['EndpointMissing', { spec: { clusterEndpoint: undefined } }],
      ['EndpointInvalid', { keepalived: { vip: 'not-an-ip' } }],
      ['EndpointInvalid', { keepalived: { vip: '127.0.0.1' } }],
      ['EndpointInvalid', { keepalived: { vip: '240.0.0.1' } }],
      ['EndpointInvalid', { keepalived: { vip: '169.254.169.254' } }],
      ['EndpointInvalid', { keepalived: { vip: 'fe80::1' } }],
      ['EndpointInvalid', { keepalived: { interface: 'br"\n  x: y' } }],
      ['EndpointInvalid', { keepalived: { virtualRouterID: 256 } }],
      ['EndpointInvalid', { name: '1test' }],
      ['EndpointInvalid', { keepalived: { nodeSelector: { a: 'b c' } } }],
    ])('%s: %j', async (reason, overrides) => {
      const cluster = bench.create(kamajiCluster(overrides));
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'False',
        reason,
      });
      expect(bench.server.objects.list('services')).toEqual([]);
    });

    it('Kamaji is not installed', async () => {
      bench.kamaji = false;
      const cluster = bench.create(kamajiCluster());
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')?.reason).toBe('KamajiMissing');
      expect(bench.server.objects.list('services')).toEqual([]);
    });

    it('nothing is claimed before all stores are filled', async () => {
      bench.settled = false;
      const cluster = bench.create(kamajiCluster());
      await expect(bench.reconcile(cluster)).resolves.toMatchObject({
        requeueAfterMs: 200,
      });
      expect(bench.server.objects.list('services')).toEqual([]);
    });

    it('nothing is written to a running cluster before all stores are filled', async () => {
      const cluster = await bench.bringToReady(bench.create(kamajiCluster()));
      const before = bench.server.writes.length;
      bench.restart();
      // The store does not have it yet.
      bench.server.objects.delete('tenantcontrolplanes', 'team-a', 'test');
      bench.settled = false;
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 200,
      });
      expect(bench.server.writes).toHaveLength(before);
      expect(bench.live(cluster).status).toEqual(cluster.status);
    });

    it('creates nothing for a cluster until it is listed again after an outage', async () => {
      bench.relistPending = true;
      const cluster = bench.create(kamajiCluster());
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 200,
      });
      expect(bench.server.writes).toEqual([]);
      bench.relistPending = false;
      await bench.reconcile(cluster);
      expect(bench.server.objects.list('services')).toHaveLength(1);
    });

    it.each([
      [403, 'denied: nope DataStore does not exist', 'DataStoreMissing'],
      [403, 'denied: the provided name is invalid', 'ControlPlaneRefused'],
      [422, 'no such key: networkProfile', 'ControlPlaneRefused'],
      [404, 'the server could not find it', 'KamajiMissing'],
      [403, 'forbidden: exceeded quota: team', 'QuotaExceeded'],
      [500, 'failed calling webhook "mtenantcontrolplane.kb.io"', 'KamajiAway'],
    ])('reports Kamaji’s refusal %i %s as %s', async (code, text, reason) => {
      bench.server.admit = (verb, plural) => {
        if (verb === 'create' && plural === 'tenantcontrolplanes') {
          throw new FakeRefusal(code, 'Refused', text);
        }
      };
      const cluster = bench.create(kamajiCluster());
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 30_000,
      });
      expect(condition(cluster, 'Created')?.reason).toBe(reason);
    });

    it.each([
      [
        'services',
        403,
        'forbidden: exceeded quota: q, requested: services=1',
        'Created',
        'QuotaExceeded',
      ],
      [
        'services',
        500,
        'failed to allocate a nodePort: range is full',
        'Created',
        'NodePortsExhausted',
      ],
      ['services', 400, 'a webhook says no', 'Created', 'ServiceRefused'],
      [
        'configmaps',
        403,
        'forbidden: exceeded quota: q, requested: configmaps=1',
        'KeepalivedReady',
        'QuotaExceeded',
      ],
      [
        'daemonsets',
        422,
        'a policy says no',
        'KeepalivedReady',
        'DaemonSetRefused',
      ],
    ])(
      'reports a refusal of its %s, %i %s, on %s as %s, and retries',
      async (refused, code, text, type, reason) => {
        bench.server.admit = (verb, plural) => {
          if (verb === 'create' && plural === refused) {
            throw new FakeRefusal(code, 'Refused', text);
          }
        };
        const cluster = bench.create(kamajiCluster());
        await expect(bench.reconcile(cluster)).resolves.toEqual({
          requeueAfterMs: 10_000,
        });
        expect(condition(cluster, type)).toMatchObject({
          status: 'False',
          reason,
        });
        bench.server.admit = () => {};
        await bench.reconcile(cluster);
        expect(bench.server.objects.list(refused)).toHaveLength(1);
      },
    );

    it('B26: a status is written even when a phase fails, and the failure is retried', async () => {
      bench.server.admit = (_verb, plural) => {
        if (plural === 'services') {
          throw new FakeRefusal(500, 'InternalError', 'etcd is unavailable');
        }
      };
      const cluster = bench.create(kamajiCluster());
      await expect(bench.reconcile(cluster)).rejects.toThrow(
        'etcd is unavailable',
      );
      expect(bench.live(cluster).status?.phase).toBe('Creating');
    });

    it.each([
      ['services', 'test', 'Created'],
      ['tenantcontrolplanes', 'test', 'Created'],
      ['configmaps', 'test-keepalived', 'KeepalivedReady'],
      ['daemonsets', 'test-keepalived', 'KeepalivedReady'],
    ])(
      'a foreign object among the %s is left alone',
      async (plural, name, type) => {
        const spec = { ports: [], networkProfile: {} };
        bench.server.objects.create(plural, 'team-a', {
          metadata: { name, namespace: 'team-a' },
          ...{ spec },
        });
        const before = bench.find(plural, 'team-a', name);
        const cluster = bench.create(kamajiCluster());
        await bench.reconcile(cluster);
        expect(condition(cluster, type)).toMatchObject({
          status: 'False',
          reason: 'ChildNameTaken',
        });
        expect(bench.find(plural, 'team-a', name)).toEqual(before);
      },
    );

    it('the other group’s cluster of the same name came first', async () => {
      const first = bench.create(kamajiCluster({ group: RELEASED }));
      await bench.bringToReady(first);
      const second = bench.create(
        kamajiCluster({
          keepalived: { vip: '10.66.66.67', virtualRouterID: 127 },
        }),
      );
      await bench.reconcile(second);
      expect(condition(second, 'Created')).toMatchObject({
        reason: 'ChildNameTaken',
        message: expect.stringContaining(RELEASED),
      });
    });

    it('what is left of an earlier cluster of its name has to go first', async () => {
      bench.server.objects.create('tenantcontrolplanes', 'team-a', {
        metadata: {
          name: 'test',
          namespace: 'team-a',
          finalizers: ['finalizer.kamaji.clastix.io'],
          ownerReferences: [
            {
              apiVersion: `${GUIDE}/v1alpha1`,
              kind: 'DPUCluster',
              name: 'test',
              uid: 'earlier',
            },
          ],
        },
        ...{ spec: {}, status: { kubernetesResources: {} } },
      });
      const cluster = bench.create(kamajiCluster());
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 1_000,
      });
      expect(condition(cluster, 'Created')).toMatchObject({
        reason: 'ChildNameTaken',
        message: expect.stringContaining('earlier cluster'),
      });
    });
  });

  describe('a running kamaji cluster', () => {
    let cluster: DpuCluster;

    beforeEach(async () => {
      cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
    });

    it('keeps its address when the VIP is edited, and says so', async () => {
      bench.edit(cluster, {
        spec: { clusterEndpoint: { keepalived: { vip: '10.66.66.99' } } },
      });
      const before = writes().length;
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'True',
        reason: 'AddressImmutable',
      });
      expect(writes().slice(before)).toEqual(['patch dpuclusters/status test']);
      expect(
        JSON.stringify(bench.find('configmaps', 'team-a', 'test-keepalived')),
      ).toContain('10.66.66.66');
    });

    it.each([null, { keepalived: { vip: 'nonsense' } }])(
      'stays as it was when its endpoint is edited to %j',
      async clusterEndpoint => {
        const children = bench.server.objects.list('daemonsets');
        bench.edit(cluster, { spec: { clusterEndpoint } });
        await bench.reconcile(cluster);
        expect(condition(cluster, 'Created')).toMatchObject({
          status: 'True',
          reason: 'AddressImmutable',
        });
        expect(bench.live(cluster).status?.phase).toBe('Ready');
        expect(bench.server.objects.list('daemonsets')).toEqual(children);
      },
    );

    it('refuses a change of its type', async () => {
      bench.edit(cluster, { spec: { type: 'static' } });
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'False',
        reason: 'TypeChanged',
      });
    });

    it('B15: is released although no manager handles its new type', async () => {
      bench.edit(cluster, { spec: { type: 'example.com/none' } });
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(bench.has(`dpuclusters.${GUIDE}`, 'team-a', 'test')).toBe(false);
    });

    it('B28: tells one Event when it stops to serve and one when it serves again', async () => {
      expect(bench.events).toEqual([]);
      bench.probeSays(cluster, { health: 'unhealthy', reason: 'Unreachable' });
      await bench.reconcile(cluster);
      await bench.reconcile(cluster);
      bench.probeSays(cluster, { health: 'healthy' });
      await bench.reconcile(cluster);
      expect(bench.events).toEqual([
        expect.objectContaining({ type: 'Warning', reason: 'Unreachable' }),
        expect.objectContaining({
          type: 'Normal',
          reason: 'HealthCheckPassed',
        }),
      ]);
    });

    it('B28: tells nothing where another process has taken its role', async () => {
      bench.probeSays(cluster, { health: 'unhealthy', reason: 'Unreachable' });
      bench.writesLeft = 1;
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('NotReady');
      expect(bench.events).toEqual([]);
    });

    it('does not take another port when its own is lost', async () => {
      bench.server.objects.delete('tenantcontrolplanes', 'team-a', 'test');
      bench.server.objects.delete('services', 'team-a', 'test');
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'False',
        reason: 'NodePortLost',
      });
      expect(bench.has('services', 'team-a', 'test')).toBe(false);
    });

    it('gets its Service back with the port it was last seen at', async () => {
      bench.server.objects.delete('tenantcontrolplanes', 'team-a', 'test');
      bench.server.objects.delete('services', 'team-a', 'test');
      bench.probeSays(cluster, {
        health: 'unhealthy',
        server: 'https://10.66.66.66:31234',
      });
      await bench.reconcile(cluster);
      expect(bench.find('services', 'team-a', 'test')?.spec).toMatchObject({
        ports: [{ nodePort: 31234 }],
      });
    });

    it('gets its control plane back at the same port', async () => {
      const port = (
        bench.find('tenantcontrolplanes', 'team-a', 'test')?.spec as {
          networkProfile: { port: number };
        }
      ).networkProfile.port;
      bench.server.objects.delete('tenantcontrolplanes', 'team-a', 'test');
      await bench.reconcile(cluster);
      expect(
        bench.find('tenantcontrolplanes', 'team-a', 'test')?.spec,
      ).toMatchObject({ networkProfile: { port } });
    });

    it('keeps its router id when an edit names one of another, and says so', async () => {
      const rival = bench.create(
        kamajiCluster({
          name: 'rival',
          keepalived: { vip: '10.66.66.67', virtualRouterID: 127 },
        }),
      );
      await bench.bringToReady(rival);
      bench.edit(cluster, {
        spec: { clusterEndpoint: { keepalived: { virtualRouterID: 127 } } },
      });
      const before = writes().length;
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'True',
        reason: 'RouterIdInUse',
      });
      expect(bench.live(cluster).status?.phase).toBe('Ready');
      expect(writes().slice(before)).toEqual(['patch dpuclusters/status test']);
    });

    it('gets a deleted or edited keepalived back', async () => {
      bench.server.objects.delete('daemonsets', 'team-a', 'test-keepalived');
      bench.server.objects.patch(
        'configmaps',
        { namespace: 'team-a', name: 'test-keepalived' },
        { data: { 'keepalived.conf': 'edited' } },
      );
      const before = writes().length;
      await bench.reconcile(cluster);
      expect(writes().slice(before)).toEqual([
        'apply configmaps test-keepalived',
        'create daemonsets test-keepalived',
      ]);
    });

    it('B4: does not fight with what rewrites its objects', async () => {
      const rewritten = {
        spec: { template: { spec: { hostNetwork: false } } },
      };
      const ref = { namespace: 'team-a', name: 'test-keepalived' };
      bench.server.objects.patch('daemonsets', ref, rewritten);
      bench.server.admit = (verb, plural, object) => {
        if (verb === 'apply' && plural === 'daemonsets') {
          const spec = object.spec as typeof rewritten.spec;
          spec.template.spec.hostNetwork = false;
        }
      };
      const before = writes().length;
      await bench.reconcile(cluster);
      await bench.reconcile(cluster);
      await bench.reconcile(cluster);
      expect(writes().slice(before)).toEqual([
        'apply daemonsets test-keepalived',
      ]);
    });

    it('rolls keepalived’s pods when its configuration changes', async () => {
      const checksum = () =>
        JSON.stringify(
          bench.find('daemonsets', 'team-a', 'test-keepalived'),
        ).match(/config-checksum":"([0-9a-f]+)"/)?.[1];
      const before = checksum();
      bench.edit(cluster, {
        spec: { clusterEndpoint: { keepalived: { interface: 'eno1' } } },
      });
      await bench.reconcile(cluster);
      expect(checksum()).toBeDefined();
      expect(checksum()).not.toBe(before);
    });

    it.each([
      'Unknown',
      'Upgrading',
      'NotReady',
      'CertificateAuthorityRotating',
    ])(
      'B10: stays Ready while Kamaji says %s and the API answers',
      async status => {
        bench.kamajiSays(cluster, status);
        await bench.reconcile(cluster);
        expect(bench.live(cluster).status?.phase).toBe('Ready');
        expect(writes()).toHaveLength(8);
      },
    );

    it('is NotReady when its control plane is asleep', async () => {
      bench.kamajiSays(cluster, 'Sleeping');
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('NotReady');
      expect(condition(cluster, 'Ready')?.status).toBe('False');
    });

    it('is NotReady with the probe’s reason when the API does not answer, and Ready again when it does', async () => {
      bench.probeSays(cluster, {
        health: 'unhealthy',
        reason: 'TLSUntrusted',
        message: 'The server’s certificate is not trusted.',
      });
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('NotReady');
      expect(condition(cluster, 'Ready')).toMatchObject({
        status: 'False',
        reason: 'TLSUntrusted',
      });
      bench.probeSays(cluster, { health: 'healthy' });
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('Ready');
    });

    it('stays as it is for a new leader that knows nothing yet', async () => {
      bench.restart();
      bench.observations.clear();
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('Ready');
      expect(writes()).toHaveLength(8);
    });

    it('is left at Failed by hand', async () => {
      bench.server.objects.patch(
        `dpuclusters.${GUIDE}`,
        { namespace: 'team-a', name: 'test', status: true },
        { status: { phase: 'Failed' } },
      );
      const before = writes().length;
      bench.kamajiSays(cluster, 'Sleeping');
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('Failed');
      expect(writes()).toHaveLength(before);
    });

    it('gives way to a foreign condition that is not True, and keeps it', async () => {
      const foreign = {
        type: 'SomebodyElses',
        status: 'False',
        reason: 'No',
        message: 'not yet',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      };
      const live = bench.live(cluster).status?.conditions ?? [];
      bench.server.objects.patch(
        `dpuclusters.${GUIDE}`,
        { namespace: 'team-a', name: 'test', status: true },
        { status: { conditions: [foreign, ...live] } },
      );
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('NotReady');
      expect(bench.live(cluster).status?.conditions?.[0]).toEqual(foreign);
    });

    it('quotes a foreign condition on one line of at most 1000 characters', async () => {
      const live = bench.live(cluster).status?.conditions ?? [];
      const foreign = {
        type: 'SomebodyElses',
        status: 'False',
        reason: 'No',
        message: `not\nyet ${'x'.repeat(30_000)}`,
        lastTransitionTime: '2026-01-01T00:00:00Z',
      };
      bench.server.objects.patch(
        `dpuclusters.${GUIDE}`,
        { namespace: 'team-a', name: 'test', status: true },
        { status: { conditions: [foreign, ...live] } },
      );
      await bench.reconcile(cluster);
      const message = condition(cluster, 'Ready')?.message;
      expect(message).toMatch(/^not yet x+…$/);
      expect(message).toHaveLength(1000);
    });
  });

  describe('the number of DPUs', () => {
    const dpus = (assigned: number, deleting = 0): Dpu[] => [
      ...Array.from({ length: assigned }, (_, n) => ({
        metadata: { name: `dpu-${n}` },
      })),
      ...Array.from({ length: deleting }, (_, n) => ({
        metadata: {
          name: `going-${n}`,
          deletionTimestamp: '2026-11-29T10:00:00Z',
        },
      })),
    ];
    const counted = (cluster: DpuCluster) =>
      bench.live(cluster).status?.nodesCount;

    beforeEach(() => {
      bench.api = { nodesCount: true };
      bench.servesDpus = true;
    });

    it('costs a new cluster no write', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      expect(writes()).toHaveLength(8);
    });

    it('is written as DPF counts: all that name the cluster, but those that are being deleted', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.dpus = dpus(5, 2);
      await bench.reconcile(cluster);
      await bench.reconcile(cluster);
      expect(counted(cluster)).toBe(5);
      expect(writes()).toHaveLength(9);
      // Who deletes the cluster waits for this one.
      bench.dpus = dpus(0, 2);
      await bench.reconcile(cluster);
      expect(counted(cluster)).toBe(0);
    });

    it('is written at once, and then every two seconds at most', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      for (let step = 1; step <= 200; step++) {
        bench.dpus = dpus(5 * step);
        const held = await bench.reconcile(cluster);
        expect(held === undefined).toBe(step % 20 === 1);
        await bench.clock.advance(100);
      }
      await bench.clock.advance(2_000);
      await bench.reconcile(cluster);
      expect(counted(cluster)).toBe(1000);
      // 20 s of joining.
      expect(writes()).toHaveLength(8 + 11);
    });

    it.each<[string, () => void]>([
      ['DPUs cannot be read', () => (bench.dpus = undefined)],
      ['the DPU kind is not served', () => (bench.servesDpus = false)],
      ['the API has no such field', () => (bench.api = {})],
      [
        'provisioning is the vendor’s',
        () => (bench.roles = ['kamaji', 'static']),
      ],
    ])('is left alone where %s', async (_, change) => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.dpus = dpus(3);
      change();
      await bench.reconcile(cluster);
      expect(counted(cluster)).toBeUndefined();
      expect(writes()).toHaveLength(8);
    });
  });

  describe('deletion', () => {
    it.each<[string, Partial<ReconcileBench>]>([
      [
        'DPUs are assigned',
        { servesDpus: true, dpus: [{ metadata: { name: 'dpu-1' } }] },
      ],
      ['DPUs cannot be read', { servesDpus: true, dpus: undefined }],
    ])('is held while %s', async (_what, state) => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.delete(cluster);
      Object.assign(bench, state);
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 10_000,
      });
      expect(bench.live(cluster).metadata.finalizers).toHaveLength(2);
    });

    it('is not the end of the health check while DPUs hold it', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.delete(cluster);
      bench.servesDpus = true;
      bench.dpus = [{ metadata: { name: 'dpu-1' } }];
      bench.probeSays(cluster, {
        health: 'unhealthy',
        reason: 'Unreachable',
        message: 'The connection was refused.',
      });
      const before = bench.live(cluster).status?.conditions;
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('NotReady');
      expect(condition(cluster, 'Ready')).toMatchObject({
        status: 'False',
        reason: 'Unreachable',
      });
      expect(condition(cluster, 'Created')).toEqual(
        before?.find(({ type }) => type === 'Created'),
      );
      const written = writes().length;
      await bench.reconcile(cluster);
      expect(writes()).toHaveLength(written);

      bench.probeSays(cluster, { health: 'healthy' });
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('Ready');
    });

    it('does not start a cluster that was never started', async () => {
      const cluster = bench.create(
        kamajiCluster({ metadata: { finalizers: [managerFinalizer(GUIDE)] } }),
      );
      bench.delete(cluster);
      bench.servesDpus = true;
      bench.dpus = [{ metadata: { name: 'dpu-1' } }];
      await bench.reconcile(cluster);
      expect(bench.live(cluster).status?.phase).toBe('Pending');
      expect(writes()).toEqual([]);
    });

    it('is held by a DPU that the watch has not brought yet', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.delete(cluster);
      bench.unseenDpus = [{ metadata: { name: 'dpu-new' } }];
      await expect(bench.reconcile(cluster)).resolves.toEqual({
        requeueAfterMs: 10_000,
      });
      expect(bench.live(cluster).metadata.finalizers).toHaveLength(2);
      expect(bench.events).toEqual([
        expect.objectContaining({
          reason: 'DeletionBlocked',
          note: expect.stringContaining('dpu-new'),
        }),
      ]);
    });

    it('is held while DPF counts DPUs, where the kind is not served', async () => {
      const cluster = bench.create(
        kamajiCluster({
          metadata: { finalizers: [managerFinalizer(GUIDE)] },
          status: { phase: 'Ready', nodesCount: 2 },
        }),
      );
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(bench.live(cluster).metadata.finalizers).toHaveLength(1);
    });

    it('is not held by an old count once the last DPU is gone', async () => {
      bench.servesDpus = true;
      const cluster = bench.create(
        kamajiCluster({
          metadata: { finalizers: [managerFinalizer(GUIDE)] },
          status: { phase: 'Ready', nodesCount: 2 },
        }),
      );
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(bench.has(`dpuclusters.${GUIDE}`, 'team-a', 'test')).toBe(false);
    });

    it('waits for the internal finalizer where provisioning is the vendor’s', async () => {
      bench.roles = ['kamaji'];
      const cluster = bench.create(
        kamajiCluster({
          metadata: {
            finalizers: [managerFinalizer(GUIDE), internalFinalizer(GUIDE)],
          },
        }),
      );
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(writes()).toEqual([]);

      bench.edit(cluster, {
        metadata: { finalizers: [managerFinalizer(GUIDE)] },
      });
      await bench.reconcile(cluster);
      expect(writes()).toEqual(['patch dpuclusters test']);
      expect(bench.has(`dpuclusters.${GUIDE}`, 'team-a', 'test')).toBe(false);
    });

    it('keeps a foreign finalizer', async () => {
      const cluster = bench.create(
        kamajiCluster({
          metadata: {
            finalizers: ['example.com/keep', managerFinalizer(GUIDE)],
          },
        }),
      );
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(bench.live(cluster).metadata.finalizers).toEqual([
        'example.com/keep',
      ]);
    });

    it('B13: names the DPUs that hold it back', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.delete(cluster);
      bench.servesDpus = true;
      bench.dpus = Array.from({ length: 7 }, (_, index) => ({
        metadata: { name: `dpu-${index}` },
      }));
      await bench.reconcile(cluster);
      expect(bench.events).toEqual([
        expect.objectContaining({
          reason: 'DeletionBlocked',
          note: expect.stringContaining('7 DPUs'),
        }),
      ]);
      expect(bench.events[0].note).toContain('dpu-0, dpu-1');
      expect(bench.events[0].note).not.toContain('dpu-6');
    });

    it('never adds a finalizer to an object that is being deleted', async () => {
      const cluster = bench.create(
        kamajiCluster({ metadata: { finalizers: ['example.com/keep'] } }),
      );
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(writes()).toEqual([]);
    });

    it('does not wait for a control plane that hangs', async () => {
      const cluster = bench.create(kamajiCluster());
      await bench.bringToReady(cluster);
      bench.server.objects.patch(
        'tenantcontrolplanes',
        { namespace: 'team-a', name: 'test' },
        { metadata: { finalizers: ['finalizer.kamaji.clastix.io'] } },
      );
      bench.delete(cluster);
      await bench.reconcile(cluster);
      expect(bench.has(`dpuclusters.${GUIDE}`, 'team-a', 'test')).toBe(false);
      expect(bench.has('tenantcontrolplanes', 'team-a', 'test')).toBe(true);
    });
  });

  describe('a static cluster', () => {
    it.each<[string, Record<string, string> | undefined]>([
      ['SecretNotFound', undefined],
      ['KeyMissing', { config: 'x' }],
      ['Invalid', { 'admin.conf': '{' }],
      [
        'Unsafe',
        {
          'admin.conf': JSON.stringify({
            apiVersion: 'v1',
            kind: 'Config',
            'current-context': 'c',
            contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
            clusters: [{ name: 'c', cluster: { server: 'http://10.0.0.1' } }],
            users: [{ name: 'u', user: { exec: { command: 'sh' } } }],
          }),
        },
      ],
    ])('reports %s', async (reason, data) => {
      if (data) {
        const encoded = Object.entries(data).map(([key, value]) => [
          key,
          Buffer.from(value).toString('base64'),
        ]);
        bench.server.objects.create('secrets', 'team-b', {
          metadata: { name: 'my-admin-kubeconfig', namespace: 'team-b' },
          ...{ data: Object.fromEntries(encoded) },
        });
      }
      const cluster = bench.create(staticCluster());
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')).toMatchObject({
        status: 'False',
        reason,
      });
      expect(condition(cluster, 'Ready')?.reason).toBe(reason);
    });

    it('reports that it names no Secret', async () => {
      const cluster = bench.create(staticCluster({ kubeconfig: '' }));
      await bench.reconcile(cluster);
      expect(condition(cluster, 'Created')?.reason).toBe('EmptyKubeconfig');
    });
  });

  describe('a vendor’s type', () => {
    const cluster = () =>
      bench.create({
        ...staticCluster({ kubeconfig: '' }),
        spec: { type: 'example.com/metal', version: 'v1.29.0' },
      });

    it('is handled by the manager registered for it', async () => {
      const manager: ClusterManager = {
        type: 'example.com/metal',
        reconcile: async () => ({
          conditions: [
            { type: 'Created', status: 'True', reason: 'Racked', message: '' },
          ],
          kubeconfig: 'metal-kubeconfig',
        }),
      };
      bench.managers = [manager];
      const made = cluster();
      bench.probeSays(made, { health: 'healthy' });
      await bench.reconcile(made);
      expect(bench.live(made)).toMatchObject({
        spec: { kubeconfig: 'metal-kubeconfig' },
        status: { phase: 'Ready' },
      });
    });

    it('B12: stays in Creating where nobody handles it', async () => {
      const made = cluster();
      await bench.reconcile(made);
      expect(bench.live(made).metadata.finalizers).toEqual([
        internalFinalizer(GUIDE),
      ]);
      expect(bench.live(made).status?.phase).toBe('Creating');
    });
  });
});

describe('The list of phases', () => {
  it('is the one that the architecture page explains', () => {
    const page = readFileSync(
      resolve(__dirname, '../../../../docs/architecture/index.md'),
      'utf8',
    );
    const [, section = ''] =
      /^## The phases of the reconciler$([\s\S]*?)^## /m.exec(page) ?? [];
    const explained = [...section.matchAll(/^\| `(\w+)`/gm)].map(
      ([, phase]) => phase,
    );
    expect(explained).toEqual(PHASES.map(({ name }) => name));
  });
});
