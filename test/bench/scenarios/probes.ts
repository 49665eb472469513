import { DpuCluster } from '@dpf-portal/dpf-model';
import { setTimeout as sleep } from 'node:timers/promises';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Ground } from '../ground/Ground';
import { readUsage } from '../process/readUsage';
import { Scenario } from './Scenario';

const NAMESPACE = 'team-a';
const SECRET = 'probed';
const TENANTS = 1_000;
const STEP = 100;
// By then garbage from the creation is collected, and every tenant has had at least one thorough probe.
const SETTLE_MS = 120_000;
const WATCHED_MS = 60_000;

async function createStatic(
  ground: Ground,
  names: readonly string[],
): Promise<DpuCluster[]> {
  return await Promise.all(
    names.map(name =>
      ground.api.createCluster(NAMESPACE, staticCluster(name, SECRET)),
    ),
  );
}

/**
 * Measures the cost of probing tenants every ten seconds. One server simulates all of them, over separate connections.
 */
export const probes: Scenario = {
  oursOnly: true,
  async measure({ ground, start }) {
    await ground.api.createSecret(
      NAMESPACE,
      secretOf(SECRET, { 'admin.conf': ground.cluster.staticKubeconfig }),
    );
    const { processes } = await start();
    const pids = processes.map(({ pid }) => pid);
    await ground.watch.whenPhase(await createStatic(ground, ['warm']), 'Ready');
    await sleep(WATCHED_MS / 4);
    const empty = readUsage(pids);
    for (let from = 0; from < TENANTS; from += STEP) {
      const names = Array.from(
        { length: STEP },
        (_, n) => `probed-${from + n}`,
      );
      const created = await createStatic(ground, names);
      await ground.watch.whenPhase(created, 'Ready');
    }
    await sleep(SETTLE_MS);
    const before = readUsage(pids);
    await sleep(WATCHED_MS);
    const after = readUsage(pids);
    const seconds = WATCHED_MS / 1000;
    return [
      {
        figure: '1,000 tenants probed, of one core',
        value: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
        unit: '%',
      },
      {
        figure: '– RSS for each, its object and its probe',
        value:
          ((after.residentMegabytes - empty.residentMegabytes) / TENANTS) *
          1024,
        unit: 'KB',
      },
    ];
  },
};
