import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import {
  CRAFTED_INPUT,
  craftedCluster,
  kubeconfigObject,
  staticCluster,
} from '@dpf-portal/test-support';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { KUBECONFIG_KEYS, Secret } from '@dpf-portal/dpf-world';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

const NAMESPACE = 'team-b';
const NAME = 'my-admin-kubeconfig';
const TEXT = Buffer.from(JSON.stringify(kubeconfigObject())).toString('base64');
const BOTH = Object.fromEntries(KUBECONFIG_KEYS.map(key => [key, TEXT]));

describe('The Secret of a static cluster', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
  });
  afterEach(async () => {
    await bench.stop();
  });

  function createSecret(
    key: (typeof KUBECONFIG_KEYS)[number],
    annotations?: Record<string, string>,
  ): void {
    bench.server.objects.create('secrets', NAMESPACE, {
      metadata: { name: NAME, namespace: NAMESPACE, annotations },
      ...{ data: { [key]: TEXT } },
    });
  }
  const dataOf = (): Secret['data'] => {
    const secret: Secret = bench.server.objects.get('secrets', NAMESPACE, NAME);
    return secret.data;
  };
  const created = (cluster: DpuCluster) =>
    conditionOf(bench.live(cluster).status?.conditions, 'Created');
  /** Its API answers: nothing else keeps it from being Ready. */
  async function register(): Promise<DpuCluster> {
    const cluster = bench.create(staticCluster());
    bench.probeSays(cluster, { health: 'healthy' });
    await bench.reconcile(cluster);
    return cluster;
  }
  const ofThePortal = { [DPF_ANNOTATIONS.requestId]: 'task-1' };

  it.each(KUBECONFIG_KEYS)(
    'gets the key it lacks beside %s where the portal made it',
    async key => {
      createSecret(key, ofThePortal);
      const cluster = await register();
      expect(dataOf()).toEqual(BOTH);
      expect(created(cluster)?.status).toBe('True');
    },
  );

  it.each(KUBECONFIG_KEYS)(
    'is never written where a person made it, with %s',
    async key => {
      createSecret(key);
      const cluster = await register();
      expect(dataOf()).toEqual({ [key]: TEXT });
      expect(created(cluster)?.status).toBe('True');
    },
  );

  describe('that the controllers may only read', () => {
    const HALF_AN_HOUR_MS = 30 * 60_000;
    let cluster: DpuCluster;

    beforeEach(async () => {
      createSecret('admin.conf', ofThePortal);
      bench.server.admit = (verb, plural) => {
        if (verb === 'patch' && plural === 'secrets') {
          throw new FakeRefusal(403, 'Forbidden', 'may only be read');
        }
      };
      cluster = await register();
      await bench.reconcile(cluster);
      await bench.reconcile(cluster);
    });

    const patches = () =>
      bench.server.writes.filter(({ plural }) => plural === 'secrets').length;

    it('does with one key', () => {
      expect(dataOf()).toEqual({ 'admin.conf': TEXT });
      expect(created(cluster)?.status).toBe('True');
    });

    it('is not asked for again and again', () => {
      expect(patches()).toBe(1);
    });

    it('is asked for once more when it changes', async () => {
      bench.server.objects.patch(
        'secrets',
        { namespace: NAMESPACE, name: NAME },
        { metadata: { labels: { changed: 'true' } } },
      );
      await bench.reconcile(cluster);
      await bench.reconcile(cluster);
      expect(patches()).toBe(2);
    });

    it('gets its key within half an hour of the right to write it', async () => {
      bench.server.admit = () => {};
      await bench.clock.advance(HALF_AN_HOUR_MS - 1);
      await bench.reconcile(cluster);
      expect(dataOf()).toEqual({ 'admin.conf': TEXT });
      await bench.clock.advance(1);
      await bench.reconcile(cluster);
      expect(dataOf()).toEqual(BOTH);
    });
  });

  it.each(
    CRAFTED_INPUT.filter(({ field }) => field === 'kubeconfigSecret').map(
      input => [input.what, input] as const,
    ),
  )('is not looked for under a crafted name: %s', async (_, input) => {
    const cluster = bench.create(craftedCluster(staticCluster(), input));
    await bench.reconcile(cluster);
    expect(created(cluster)).toMatchObject({
      status: 'False',
      reason: 'SecretNotFound',
      message: expect.stringContaining('No Secret can have the name'),
    });
  });
});
