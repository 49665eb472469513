import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../portal/eventually';
import { readAuditLog } from '../../portal/readAuditLog';
import { Ground } from '../ground/Ground';
import {
  RequestCounts,
  countRequests,
  writesOf,
} from '../ground/countRequests';
import { cpuPerCluster, cpuSeconds } from '../process/cpuSeconds';
import { readUsage } from '../process/readUsage';
import { Running } from '../subjects/Subject';
import { Scenario, Measurement, Stage } from './Scenario';
import { measureStores } from './measureStores';
import { median } from '../../statistics/median';

const ALONE_RUNS = 10;
const SETTLE_MS = 3_000;
// A new API server sends no bookmark for resources that never changed, and a watch that is silent for 90 s restarts.
const STARTED_MS = 120_000;

interface Started extends Stage {
  running: Running;
  /** From `performance.now`. */
  startedAt: number;
}

function pidsOf({ running }: Started): number[] {
  return running.processes.map(({ pid }) => pid);
}

async function countedWhile(
  { ground, running }: Started,
  work: () => Promise<void>,
): Promise<RequestCounts> {
  const before = (await readAuditLog(ground.cluster.auditLogFile)).length;
  await work();
  const audit = await readAuditLog(ground.cluster.auditLogFile);
  return countRequests(audit.slice(before), running.users);
}

async function measureAlone(stage: Started): Promise<Measurement[]> {
  const { ground } = stage;
  const seconds: number[] = [];
  for (let run = 0; run <= ALONE_RUNS; run++) {
    const begun = performance.now();
    const created = await ground.create('alone', run, 1);
    await ground.watch.whenPhase(created, 'Ready');
    seconds.push((performance.now() - begun) / 1000);
  }
  // The first cluster waits for the Leases and opens every connection.
  const warm = seconds.slice(1);
  return [
    { figure: 'one cluster alone, median', value: median(warm), unit: 's' },
    { figure: 'one cluster alone, best', value: Math.min(...warm), unit: 's' },
  ];
}

function requestFigures(counts: RequestCounts, n: number): Measurement[] {
  const one = (figure: string, value: number) => ({ figure, value, unit: '' });
  return [
    one('writes per cluster', writesOf(counts) / n),
    one('– created', counts.created / n),
    one('– updated', counts.updated / n),
    one('– patched', counts.patched / n),
    one('– deleted', counts.deleted / n),
    one('writes that failed, all', counts.failed),
    one('Kubernetes Events written, all', counts.events),
    one('gets and lists per cluster', counts.reads / n),
  ];
}

async function measureBurst(stage: Started): Promise<Measurement[]> {
  const { ground, args } = stage;
  const n = args.clusters;
  const before = cpuSeconds(ground, pidsOf(stage));
  let seconds = 0;
  const counts = await countedWhile(stage, async () => {
    const begun = performance.now();
    const created = await ground.create('burst', ALONE_RUNS + 1, n);
    await ground.watch.whenPhase(created, 'Ready');
    seconds = (performance.now() - begun) / 1000;
    // Work that follows Ready counts too.
    await sleep(SETTLE_MS);
  });
  return [
    { figure: `${n} created at once, all Ready`, value: seconds, unit: 's' },
    ...requestFigures(counts, n),
    ...cpuPerCluster(before, cpuSeconds(ground, pidsOf(stage)), n),
  ];
}

/** Measures the requests and the CPU of an idle subject, probes included. */
async function measureRest(stage: Started): Promise<Measurement[]> {
  const seconds = stage.args.steadySeconds;
  await sleep(Math.max(0, stage.startedAt + STARTED_MS - performance.now()));
  const pids = pidsOf(stage);
  const before = readUsage(pids);
  const counts = await countedWhile(stage, () => sleep(seconds * 1000));
  const after = readUsage(pids);
  return [
    {
      figure: `requests in ${seconds} s at rest`,
      value: writesOf(counts) + counts.reads,
      unit: '',
    },
    ...[...counts.kinds].map(([kind, value]) => ({
      figure: `– at rest, ${kind || 'of no resource'}`,
      value,
      unit: '',
    })),
    {
      figure: 'CPU at rest, of one core',
      value: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
      unit: '%',
    },
    {
      figure: 'RSS with all clusters',
      value: after.residentMegabytes,
      unit: 'MB',
    },
  ];
}

async function measureDeletion({
  ground,
  args,
}: Stage): Promise<Measurement[]> {
  const clusters = ground.watch
    .list()
    .filter(({ metadata }) => metadata.name.startsWith('burst-'));
  const others = ground.watch.list().length - clusters.length;
  const begun = performance.now();
  await ground.delete(clusters);
  await ground.watch.when(
    'the clusters are gone',
    () => ground.watch.list().length === others,
  );
  const seconds = (performance.now() - begun) / 1000;
  const left = await childrenLeft(ground, others);
  return [
    { figure: `${args.clusters} deleted, all gone`, value: seconds, unit: 's' },
    { figure: '– Services left half a minute later', value: left, unit: '' },
  ];
}

/** Returns how many more Services than clusters exist, as soon as it is none, or after half a minute. */
async function childrenLeft(ground: Ground, others: number): Promise<number> {
  let left = 0;
  const gone = async () => {
    const services = await ground.api.client.listAll(CORE_RESOURCES.services, {
      namespace: 'team-a',
      metadataOnly: true,
    });
    left = services.length - others;
    return left <= 0 ? true : undefined;
  };
  try {
    await eventually('children are gone', gone, { timeoutMs: 30_000 });
  } catch {
    // The remaining number is itself a figure.
  }
  return Math.max(0, left);
}

/** Creates one cluster, then many at once; measures the idle time; deletes them all. */
export const creation: Scenario = {
  oursOnly: false,
  async measure(stage) {
    const running = await stage.start();
    const started = { ...stage, running, startedAt: performance.now() };
    return [
      ...(await measureAlone(started)),
      ...(await measureBurst(started)),
      ...(await measureRest(started)),
      ...(stage.ours ? await measureStores(stage.ground) : []),
      ...(await measureDeletion(started)),
    ];
  },
};
