import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import { dpuResource } from '@dpf-portal/dpf-world';
import { chromium } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { ManagementApi } from '../../management/ManagementApi';
import { median } from '../../statistics/median';
import { quantile } from '../../statistics/quantile';
import { Ground } from '../ground/Ground';
import { benchCluster } from '../ground/benchCluster';
import { PageProbe } from '../pages/PageProbe';
import { buildFrontEnd, startPagePortal } from '../pages/startPagePortal';
import { Measurement, Scenario } from './Scenario';

const CLUSTERS = 250;
const DPUS = 3_000;
const STEP = 50;
const LOADS = 7;
const SINGLE_CHANGES = 40;
const CHANGES = 500;
const INTERVAL_MS = 20;
/** Longer than any refresh, so that single changes do not meet. */
const APART_MS = 700;
const SETTLED_MS = 2_000;
const SUBSCRIBED_MS = 10_000;
/** Above the ceiling that the clusters are made with. */
const FIRST_CEILING = 100;

const CLUSTER = ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released);
const DPU = dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1');
const OWNED = { [DPF_ANNOTATIONS.owner]: 'group:default/guests' };
/** As the links of the portal open it. */
const LIST = '/dpu-clusters';
/** The longest page that the list offers: more rows to draw, and more of the clusters that change are on it. */
const LONG_LIST = '/dpu-clusters?rows=100';
const DPU_LIST = '/dpu-clusters/dpus';

async function fill(ground: Ground): Promise<DpuCluster[]> {
  const clusters: DpuCluster[] = [];
  for (let from = 0; from < CLUSTERS; from += STEP) {
    const made = Array.from({ length: STEP }, (_, n) => {
      const cluster = benchCluster('page', from + n);
      return ground.api.createCluster('team-a', {
        ...cluster,
        metadata: { ...cluster.metadata, annotations: OWNED },
      });
    });
    clusters.push(...(await Promise.all(made)));
  }
  for (let from = 0; from < DPUS; from += STEP) {
    await Promise.all(
      Array.from({ length: STEP }, (_, n) =>
        ground.api.client.create(
          DPU,
          assignedDpu(`dpu-${from + n}`, clusters[(from + n) % CLUSTERS]),
        ),
      ),
    );
  }
  return clusters;
}

/** A change that a row shows: the ceiling of the cluster's DPUs. */
interface Change {
  name: string;
  maxNodes: number;
  /** When the API server had answered, and with that sent its watch event. */
  at: number;
}

async function change(
  ground: Ground,
  cluster: DpuCluster,
  maxNodes: number,
): Promise<Change> {
  const { namespace, name } = cluster.metadata;
  await ground.api.client.mergePatch(
    CLUSTER,
    { namespace, name },
    { spec: { maxNodes } },
  );
  return { name, maxNodes, at: performance.timeOrigin + performance.now() };
}

/** Milliseconds until the page showed each change, or a later one of the same cluster. Only rows of the page count. */
async function delays(
  probe: PageProbe,
  changes: readonly Change[],
): Promise<number[]> {
  const { seen } = await probe.notes();
  const rows = new Set(seen.map(({ row }) => row));
  return changes
    .filter(({ name }) => rows.has(name))
    .map(({ name, maxNodes, at }) => {
      const shown = seen.find(
        ({ row, text }) =>
          row === name && Number(/max (\d+)/.exec(text)?.[1] ?? 0) >= maxNodes,
      );
      // One that never came is as late as can be.
      return shown ? Math.max(0, shown.at - at) : Infinity;
    });
}

async function medianOfLoads(probe: PageProbe, path: string): Promise<number> {
  // The first load fills the browser's cache.
  await probe.firstRows(path);
  const loads: number[] = [];
  for (let n = 0; n < LOADS; n++) {
    loads.push(await probe.firstRows(path));
  }
  return median(loads);
}

/** Fifty changes a second. Ceilings only rise, so that a later change of a cluster is known by its number. */
async function changeFast(
  ground: Ground,
  clusters: readonly DpuCluster[],
  first: number,
): Promise<Change[]> {
  const changes: Promise<Change>[] = [];
  const begun = performance.now();
  for (let n = 0; n < CHANGES; n++) {
    await sleep(Math.max(0, begun + n * INTERVAL_MS - performance.now()));
    const cluster = clusters[n % clusters.length];
    changes.push(change(ground, cluster, first + n));
  }
  return await Promise.all(changes);
}

async function changeSlowly(
  ground: Ground,
  clusters: readonly DpuCluster[],
  first: number,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (let n = 0; n < SINGLE_CHANGES; n++) {
    changes.push(await change(ground, clusters[n], first + n));
    await sleep(APART_MS);
  }
  return changes;
}

/** What a page does while it is scrolled and 50 clusters a second change. */
async function underLoad(
  probe: PageProbe,
  ground: Ground,
  clusters: readonly DpuCluster[],
  first: number,
): Promise<{ longest: number; changes: Change[] }> {
  await probe.forgetLongTasks();
  const changing = changeFast(ground, clusters, first);
  await probe.scrollWhile(changing);
  await sleep(SETTLED_MS);
  const { longTasks } = await probe.notes();
  return { longest: Math.max(0, ...longTasks), changes: await changing };
}

async function measure(
  probe: PageProbe,
  ground: Ground,
): Promise<Measurement[]> {
  const pages = [
    { page: 'clusters', path: LIST },
    { page: 'DPUs', path: DPU_LIST },
  ];
  const empty: number[] = [];
  for (const { path } of pages) {
    empty.push(await medianOfLoads(probe, path));
  }
  const clusters = await fill(ground);
  await probe.page.goto(LIST);
  await probe.page.getByText(`DPU clusters (${CLUSTERS})`).waitFor();
  const found: Measurement[] = [];
  for (const [nth, { page, path }] of pages.entries()) {
    const full = await medianOfLoads(probe, path);
    found.push(
      {
        figure: `${page}: first rows, none there`,
        value: empty[nth],
        unit: 'ms',
      },
      { figure: `${page}: first rows, all there`, value: full, unit: 'ms' },
      {
        figure: `${page}: first rows, all to none`,
        value: full / empty[nth],
        unit: '',
        limit: 1.5,
      },
    );
  }

  await probe.firstRows(DPU_LIST);
  const dpus = await underLoad(probe, ground, clusters, FIRST_CEILING);
  await probe.firstRows(LONG_LIST);
  // Until it is subscribed to signals, and has read what it missed before.
  await sleep(SUBSCRIBED_MS);
  const { seen } = await probe.notes();
  const rows = new Set(seen.map(({ row }) => row));
  const single = await changeSlowly(
    ground,
    clusters.filter(({ metadata }) => rows.has(metadata.name)),
    FIRST_CEILING + CHANGES,
  );
  const alone = await delays(probe, single);
  const { longest, changes } = await underLoad(
    probe,
    ground,
    clusters,
    FIRST_CEILING + CHANGES + SINGLE_CHANGES,
  );
  const busy = await delays(probe, changes);
  return [
    ...found,
    {
      figure: 'DPUs: longest task at 50 changes a second, scrolling',
      value: dpus.longest,
      unit: 'ms',
      limit: 100,
    },
    {
      figure: 'clusters: longest task at 50 changes a second, scrolling',
      value: longest,
      unit: 'ms',
      limit: 100,
    },
    {
      figure: 'clusters: PATCH answered → in the page, one change, p95',
      value: quantile(alone, 0.95),
      unit: 'ms',
      limit: 300,
    },
    {
      figure: 'clusters: PATCH answered → in the page, 50 a second, p95',
      value: quantile(busy, 0.95),
      unit: 'ms',
      limit: 800,
    },
  ];
}

/**
 * Measures the pages in Chromium, as a release has them, with 250 clusters and 3,000 DPUs: how much longer than empty
 * ones they load, whether they scroll while everything changes, and how late a change is shown.
 */
export const pages: Scenario = {
  oursOnly: true,
  shape: 'dpf-25.10',
  async measure({ ground }) {
    buildFrontEnd();
    const portal = await startPagePortal(ground);
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      // Chromium's sandbox does not work as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    try {
      const probe = await PageProbe.open(browser, portal.address);
      return await measure(probe, ground);
    } finally {
      await browser.close();
      await portal.stop();
    }
  },
};
