import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@dpf-portal/kube-controller';
import { FaultLab, FaultyWay } from '../../faults/FaultLab';
import { Fleet } from '../../faults/Fleet';
import { Invariant } from '../../faults/Invariant';
import { SERVER_FAULTS, ServerFault } from '../../faults/serverFaults';
import { ManagementApi } from '../../management/ManagementApi';
import { ClusterWatch } from '../ground/ClusterWatch';
import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { NotReadyWatch } from './NotReadyWatch';
import { parseSoakArguments, SoakArguments, USAGE } from './parseSoakArguments';
import { PortalReplicas } from './PortalReplicas';
import { seededRandom } from './seededRandom';
import { SoakReport, SoakStep } from './SoakReport';

const MOST_CHANGES_A_STEP = 3;
const STEPS_BETWEEN_KILLS = 3;
const print = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Runs changes of clusters and random faults for the given time.
 *
 * @returns the exit code: 1 if anything diverged or grew, 2 if the command line is invalid.
 */
export async function runSoak(argv: string[]): Promise<number> {
  let args: SoakArguments | undefined;
  try {
    args = parseSoakArguments(argv);
  } catch (error) {
    process.stderr.write(`soak: ${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (!args) {
    process.stdout.write(USAGE);
    return 0;
  }
  print(`Seed ${args.seed}`);
  const lab = await FaultLab.start();
  try {
    return await soak(lab, args);
  } finally {
    await lab.stop();
  }
}

async function soak(lab: FaultLab, args: SoakArguments): Promise<number> {
  const random = seededRandom(args.seed);
  const way = await lab.startControllers();
  const fleet = new Fleet(lab.lab.api);
  const invariant = new Invariant(lab.lab, fleet, {
    proxies: [way.proxy],
    timeoutMs: 90_000 + args.burst * 1_000,
  });
  for (let nth = 0; nth < args.clusters; nth++) {
    await fleet.add('soak');
  }
  await invariant.converged();
  await Promise.all(fleet.members.map(member => fleet.mark(member)));
  if (args.burst > 0) {
    await burst(lab.lab.api, way, fleet, invariant, args.burst);
  }
  const portal = args.replicas
    ? await PortalReplicas.start(lab, args.replicas)
    : undefined;
  const notReady = new NotReadyWatch(lab.lab.api);
  notReady.start();
  const report = new SoakReport();
  let steps = 0;
  const endsAt = performance.now() + args.minutes * 60_000;
  try {
    while (performance.now() < endsAt) {
      const step = await oneFault(way, fleet, invariant, random, portal);
      report.add(step);
      print(describe(step));
      if (portal && ++steps % STEPS_BETWEEN_KILLS === 0) {
        await portal.killOne(random);
        print(`${clock()} ${portal.kills} times a back end was killed`);
      }
      await portal?.converged(fleet, () => versionsIn(lab.lab.api));
    }
    await invariant.check(way.controllers);
    if (portal) {
      await portal.allBack();
      await portal.converged(fleet, () => versionsIn(lab.lab.api));
      print(
        `${portal.reads} reads of ${args.replicas} back ends in turn, ${
          portal.behind
        } said to be behind, ${
          portal.unanswered
        } not answered, slowest after ${Math.round(portal.slowestReadMs)} ms; ${
          portal.rssMegabytes
        } MB together`,
      );
    }
  } finally {
    await notReady.stop();
    await portal?.stop();
    print(`\n${report.table()}`);
  }
  const problems = [
    ...report.growth(),
    ...(portal?.problems ?? []),
    ...notReady.heard.map(text => `called NotReady without being so: ${text}`),
  ];
  problems.forEach(print);
  print(problems.length > 0 ? 'FAILED' : 'Nothing diverged, nothing grew');
  return problems.length > 0 ? 1 : 0;
}

/** Creates many clusters at once while the server is unreachable. */
async function burst(
  api: ManagementApi,
  way: FaultyWay,
  fleet: Fleet,
  invariant: Invariant,
  howMany: number,
): Promise<void> {
  await way.relay.close();
  const asked = await Promise.all(
    Array.from({ length: howMany }, () => fleet.add('burst')),
  );
  const watch = new ClusterWatch(api.client);
  await watch.whenSynced();
  const backAt = performance.now();
  await way.relay.reopen();
  // Observed by a watch, because polling so many clusters would be a greater load.
  await watch.whenPhase(asked, 'Ready');
  const readyAfter = secondsSince(backAt);
  await watch.stop();
  await invariant.converged();
  const { rssMegabytes, sockets } = way.controllers.usage();
  print(
    `${howMany} clusters asked for during an outage: all Ready ${readyAfter} after it; ${rssMegabytes} MB, ${sockets} sockets`,
  );
  const askedAt = performance.now();
  await Promise.all(asked.map(cluster => fleet.retire(cluster)));
  await invariant.converged();
  print(`All of them gone ${secondsSince(askedAt)} later`);
}

function secondsSince(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Injects one fault while clusters are created, changed and deleted. Resolves when all are in the expected state. */
async function oneFault(
  way: FaultyWay,
  fleet: Fleet,
  invariant: Invariant,
  random: () => number,
  portal: PortalReplicas | undefined,
): Promise<SoakStep> {
  const [name, fault] = pick(SERVER_FAULTS, random);
  const load = () => way.proxy.requests + way.relay.connections;
  const before = load();
  const beganAt = performance.now();
  const ends = await Promise.all(
    [way, ...(portal?.routes ?? [])].map(route => fault.begin(route)),
  );
  await churn(fleet, random);
  await sleep(lasts(fault, random) * 1000);
  const requestsPerSecond =
    ((load() - before) * 1000) / (performance.now() - beganAt);
  const endedAt = performance.now();
  await Promise.all(ends.map(end => end()));
  await invariant.converged();
  return {
    fault: name,
    wellAfterMs: performance.now() - endedAt,
    requestsPerSecond,
    ...way.controllers.usage(),
  };
}

async function churn(fleet: Fleet, random: () => number): Promise<void> {
  const changes = 1 + Math.floor(random() * MOST_CHANGES_A_STEP);
  for (let change = 0; change < changes; change++) {
    await fleet.retire(pick(fleet.members, random));
    await fleet.edit(pick(fleet.members, random));
    await fleet.mark(pick(fleet.members, random));
    await fleet.add('soak');
  }
}

function lasts({ seconds }: ServerFault, random: () => number): number {
  return seconds * (0.5 + random());
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)];
}

/** The version of each cluster on the server, by uid. */
async function versionsIn(api: ManagementApi): Promise<Map<string, string>> {
  const { items } = await api.client.list<DpuCluster>(
    ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
  );
  return new Map(
    items.map(({ metadata }) => [
      metadata.uid ?? '',
      metadata.resourceVersion ?? '',
    ]),
  );
}

function clock(): string {
  return new Date().toISOString().slice(11, 19);
}

function describe(step: SoakStep): string {
  return `${clock()} ${step.fault}: well after ${Math.round(
    step.wellAfterMs,
  )} ms, ${step.requestsPerSecond.toFixed(1)} requests/s, ${
    step.rssMegabytes
  } MB, ${step.sockets} sockets`;
}
