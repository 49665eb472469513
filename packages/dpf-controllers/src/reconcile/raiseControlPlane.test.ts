import { DpuCluster } from '@dpf-portal/dpf-model';
import {
  kamajiCluster,
  kubeconfigObject,
  staticCluster,
} from '@dpf-portal/test-support';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

const INSTALLED = 'v1.33.4';
const TARGET = 'v1.35.6';
const TEXT = Buffer.from(JSON.stringify(kubeconfigObject())).toString('base64');
/** DPF 25.10 and later. */
const NEW_SHAPE = {
  specVersion: false,
  specVersionRequired: false,
  statusVersion: true,
};

describe('a control plane where the API has no spec.version', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    bench.api = NEW_SHAPE;
  });
  afterEach(() => bench.stop());

  const tcpOf = ({ metadata }: DpuCluster) =>
    bench.find('tenantcontrolplanes', 'team-a', metadata.name)?.spec as {
      kubernetes: { version: string };
    };
  const requested = (cluster: DpuCluster) => tcpOf(cluster).kubernetes.version;
  const kamajiSays = (cluster: DpuCluster, version: string, status = 'Ready') =>
    bench.server.objects.patch(
      'tenantcontrolplanes',
      { namespace: 'team-a', name: cluster.metadata.name, status: true },
      { status: { kubernetesResources: { version: { version, status } } } },
    );
  const probeSays = (cluster: DpuCluster, serverVersion: string) =>
    bench.probeSays(cluster, { health: 'healthy', serverVersion });
  const condition = (cluster: DpuCluster, type: string) =>
    conditionOf(bench.live(cluster).status?.conditions, type);
  const phase = (cluster: DpuCluster) => bench.live(cluster).status?.phase;
  const writesOf = async (work: () => Promise<unknown>) => {
    const before = bench.server.writeLog().length;
    await work();
    return bench.server.writeLog().slice(before);
  };

  /** A cluster that runs the version, as the release before made it. */
  const running = async (index = 0, version = INSTALLED) => {
    const name = `test${index}`;
    const cluster = bench.create(
      kamajiCluster({
        name,
        keepalived: {
          vip: `10.66.66.${10 + index}`,
          virtualRouterID: index + 1,
        },
        spec: { version: undefined },
      }),
    );
    const { kubernetesVersion } = bench.settings;
    bench.settings.kubernetesVersion = version;
    bench.restart();
    await bench.reconcile(cluster);
    bench.kamajiSays(cluster, 'Ready');
    kamajiSays(cluster, version);
    bench.kubeletsRun(cluster, 2);
    probeSays(cluster, version);
    await bench.reconcile(cluster);
    bench.settings.kubernetesVersion = kubernetesVersion;
    bench.restart();
    return cluster;
  };
  const written = (version?: string) => {
    bench.settings.kubernetesVersion = version;
    bench.restart();
  };
  const comesBack = async (cluster: DpuCluster, version: string) => {
    kamajiSays(cluster, version);
    probeSays(cluster, version);
    await bench.reconcile(cluster);
  };

  it('is made with v1.35.6 unless the setting says otherwise', async () => {
    const make = async (name: string, index: number) => {
      const cluster = bench.create(
        kamajiCluster({
          name,
          keepalived: { vip: `10.66.66.${index}`, virtualRouterID: index },
          spec: { version: undefined },
        }),
      );
      await bench.reconcile(cluster);
      return requested(cluster);
    };
    expect(await make('usual', 1)).toBe('v1.35.6');
    written('v1.34.2');
    expect(await make('set', 2)).toBe('v1.34.2');
  });

  it('stays as it is while the setting is not written down', async () => {
    const cluster = await running();
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
    expect(requested(cluster)).toBe(INSTALLED);
    expect(condition(cluster, 'Upgraded')).toBeUndefined();
  });

  it('is raised one minor version at a time, NotReady meanwhile, with Upgraded as DPF writes it', async () => {
    const cluster = await running();
    written(TARGET);
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([
      'patch tenantcontrolplanes test0',
      'patch dpuclusters/status test0',
    ]);
    expect(requested(cluster)).toBe('v1.34.0');
    kamajiSays(cluster, INSTALLED, 'Upgrading');
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
    expect(phase(cluster)).toBe('NotReady');
    expect(condition(cluster, 'Upgraded')).toMatchObject({
      status: 'False',
      reason: 'Upgraded',
      message: 'upgrading control plane',
    });
    expect(condition(cluster, 'Created')).toMatchObject({
      status: 'True',
      reason: 'Created',
    });
    expect(bench.live(cluster).status?.version).toBe(INSTALLED);

    await comesBack(cluster, 'v1.34.0');
    expect(phase(cluster)).toBe('Ready');
    expect(condition(cluster, 'Upgraded')).toMatchObject({
      status: 'True',
      reason: 'Upgraded',
    });
    expect(bench.live(cluster).status?.version).toBe('v1.34.0');

    await bench.reconcile(cluster);
    expect(requested(cluster)).toBe(TARGET);
    await comesBack(cluster, TARGET);
    expect(phase(cluster)).toBe('Ready');
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
  });

  it('is never lowered', async () => {
    const cluster = await running(0, 'v1.36.1');
    written(TARGET);
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
  });

  it('is one of two at once, also when all are looked at together and after a restart', async () => {
    const clusters: DpuCluster[] = [];
    for (const index of [0, 1, 2, 3, 4]) {
      clusters.push(await running(index));
    }
    written(TARGET);
    const raised = () =>
      clusters.filter(cluster => requested(cluster) !== INSTALLED).length;
    await Promise.all(clusters.map(cluster => bench.reconcile(cluster)));
    expect(raised()).toBe(2);

    bench.restart();
    const results = await Promise.all(
      clusters.map(cluster => bench.reconcile(cluster)),
    );
    expect(raised()).toBe(2);
    expect(results).toContainEqual({ requeueAfterMs: 60_000 });

    const [done] = clusters.filter(cluster => requested(cluster) !== INSTALLED);
    await comesBack(done, 'v1.34.0');
    await Promise.all(clusters.map(cluster => bench.reconcile(cluster)));
    // Its own upgrade continues, or another one starts.
    const under = clusters.filter(
      cluster => condition(cluster, 'Upgraded')?.status === 'False',
    );
    expect(under).toHaveLength(2);
  });

  it('waits for one that has not come back within 15 minutes', async () => {
    const first = await running(0);
    const second = await running(1);
    written(TARGET);
    await bench.reconcile(first);
    kamajiSays(first, INSTALLED, 'Upgrading');
    await bench.clock.advance(15 * 60_000 + 1_000);
    bench.restart();
    expect(await writesOf(() => bench.reconcile(second))).toEqual([]);

    await comesBack(first, 'v1.34.0');
    await bench.reconcile(second);
    expect(requested(second)).toBe('v1.34.0');
  });

  it('waits for one that runs the new version and does not answer', async () => {
    const first = await running(0);
    const second = await running(1);
    written(TARGET);
    await bench.reconcile(first);
    kamajiSays(first, 'v1.34.0');
    bench.probeSays(first, { health: 'unhealthy', reason: 'Unreachable' });
    await bench.reconcile(first);
    expect(phase(first)).toBe('NotReady');
    await bench.clock.advance(15 * 60_000 + 1_000);
    expect(await writesOf(() => bench.reconcile(second))).toEqual([]);
  });

  it('is begun once, though the process died right after', async () => {
    const cluster = await running();
    written(TARGET);
    bench.writesLeft = 1;
    await bench.reconcile(cluster).catch(() => {});
    bench.restart();
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([
      'patch dpuclusters/status test0',
    ]);
    expect(condition(cluster, 'Upgraded')?.status).toBe('False');
  });

  it('that Kamaji refuses is reported and tried again', async () => {
    const cluster = await running();
    written('v1.34.0');
    bench.server.admit = (verb, plural) => {
      if (verb === 'patch' && plural === 'tenantcontrolplanes') {
        throw new FakeRefusal(
          403,
          'Forbidden',
          'unable to upgrade to a version greater than the supported one (v1.33)',
        );
      }
    };
    expect(await bench.reconcile(cluster)).toEqual({ requeueAfterMs: 30_000 });
    expect(condition(cluster, 'Created')).toMatchObject({
      status: 'True',
      reason: 'UpgradeRefused',
      message: expect.stringContaining('greater than the supported one'),
    });
    expect(phase(cluster)).toBe('Ready');
    bench.server.admit = () => {};
    await bench.reconcile(cluster);
    expect(requested(cluster)).toBe('v1.34.0');
  });

  it('has its status.version from the API server, by the provisioning role', async () => {
    const cluster = await running();
    probeSays(cluster, 'v1.33.5');
    bench.roles = ['kamaji'];
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
    bench.roles = ['provisioning'];
    await bench.reconcile(cluster);
    expect(bench.live(cluster).status?.version).toBe('v1.33.5');
  });

  it('has no write of its own for the version of a static cluster of the first release', async () => {
    const cluster = bench.create(staticCluster());
    bench.server.objects.create('secrets', 'team-b', {
      metadata: { name: 'my-admin-kubeconfig', namespace: 'team-b' },
      ...{ data: { 'admin.conf': TEXT } },
    });
    bench.probeSays(cluster, { health: 'healthy' });
    await bench.reconcile(cluster);
    expect(phase(cluster)).toBe('Ready');
    probeSays(cluster, 'v1.33.4');
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);

    bench.probeSays(cluster, { health: 'unhealthy', reason: 'Unreachable' });
    await bench.reconcile(cluster);
    probeSays(cluster, 'v1.33.4');
    await bench.reconcile(cluster);
    expect(bench.live(cluster).status?.version).toBe('v1.33.4');
    probeSays(cluster, 'v1.34.0');
    await bench.reconcile(cluster);
    expect(bench.live(cluster).status?.version).toBe('v1.34.0');
  });

  it('tells no warning of an upgrade', async () => {
    const cluster = await running();
    written(TARGET);
    bench.events.length = 0;
    await bench.reconcile(cluster);
    expect(bench.events).toEqual([
      expect.objectContaining({ type: 'Normal', reason: 'Upgraded' }),
    ]);
  });
});
