import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { StaticTenants } from '../../vendor/StaticTenants';

const SLOW = 48;
const SLOW_ANSWER_MS = 3_800;
const HEALTHY = 10;
const WATCHED_MS = 60_000;
const NAMESPACE = 'team-a';

describe('48 static clusters that answer each request after 3.8 s', () => {
  let lab: Lab;
  let tenants: StaticTenants;
  let addresses = 0;
  /** Times of the checks of each healthy tenant. */
  const asked = new Map<string, number[]>();

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    tenants = await StaticTenants.start();
    lab.startControllers({ tenantProxyUrl: tenants.proxyUrl });
  });
  afterAll(async () => {
    await lab?.stop();
    await tenants?.stop();
  });

  async function register(
    name: string,
    owner: string,
    answerAfterMs?: number,
  ): Promise<DpuCluster> {
    addresses++;
    const times: number[] = [];
    const kubeconfig = await tenants.serve(`10.77.0.${addresses}`, 365, {
      answerAfterMs,
      onRequest: path => {
        if (path === '/readyz') {
          times.push(Date.now());
        }
      },
    });
    if (answerAfterMs === undefined) {
      asked.set(name, times);
    }
    await lab.api.createSecret(
      NAMESPACE,
      secretOf(name, { 'admin.conf': kubeconfig }),
    );
    const cluster = staticCluster(name, name);
    return await lab.api.createCluster(NAMESPACE, {
      ...cluster,
      metadata: {
        ...cluster.metadata,
        annotations: { [DPF_ANNOTATIONS.owner]: owner },
      },
    });
  }

  /** Time from the POST of a new healthy cluster to Ready. */
  async function timeToReadyMs(name: string): Promise<number> {
    const cluster = await register(name, 'group:default/new');
    const before = Date.now();
    await lab.api.clusterReady(cluster);
    return Date.now() - before;
  }

  function longestGapMs(since: number): number {
    const gaps = [...asked.values()].flatMap(times => {
      const seen = [...times.filter(at => at >= since), Date.now()];
      return seen.slice(1).map((at, n) => at - seen[n]);
    });
    return Math.max(...gaps);
  }

  it.each([
    ['one owner', () => 'group:default/slow'],
    ['48 owners', (n: number) => `group:default/slow-${n}`],
  ])(
    'of %s delay neither a new cluster nor the checks of others',
    async (what, ownerOf) => {
      const prefix = what.replace(' ', '-');
      const healthy = await Promise.all(
        Array.from({ length: HEALTHY }, (_, n) =>
          register(`healthy-${prefix}-${n}`, `group:default/h${n % 3}`),
        ),
      );
      await Promise.all(healthy.map(one => lab.api.clusterReady(one)));
      const since = Date.now();
      const slow = await Promise.all(
        Array.from({ length: SLOW }, (_, n) =>
          register(`slow-${prefix}-${n}`, ownerOf(n), SLOW_ANSWER_MS),
        ),
      );
      const atOnceMs = await timeToReadyMs(`new-${prefix}`);
      // A fixed period: the checks in this period are measured.
      await new Promise(resolve => setTimeout(resolve, WATCHED_MS));
      const laterMs = await timeToReadyMs(`newer-${prefix}`);
      const gapMs = longestGapMs(since);
      process.stdout.write(
        `  beside 48 slow ones of ${what}: Ready after ${atOnceMs} ms at once, ${laterMs} ms a minute later; longest time between two checks of a healthy one ${gapMs} ms\n`,
      );
      expect(Math.max(atOnceMs, laterMs)).toBeLessThanOrEqual(3_000);
      expect(gapMs).toBeLessThanOrEqual(12_000);
      await Promise.all(slow.map(one => lab.api.deleteCluster(one)));
    },
    300_000,
  );
});
