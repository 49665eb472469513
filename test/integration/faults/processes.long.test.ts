import { DpuCluster } from '@dpf-portal/dpf-model';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWork } from '../../faults/Fault';
import { FaultLab, FaultyWay } from '../../faults/FaultLab';
import { AnsweredWrite } from '../../faults/FaultProxy';
import { Fleet } from '../../faults/Fleet';
import { Invariant } from '../../faults/Invariant';
import { eventually } from '../../portal/eventually';

const OUTAGE_MS = 4_000;

describe('With the processes of the management cluster', () => {
  let lab: FaultLab;
  let leader: FaultyWay;
  let standby: FaultyWay;
  let fleet: Fleet;
  let invariant: Invariant;
  let standing: DpuCluster;
  let leaving: DpuCluster;
  /** Called for each write of the leader, before the leader receives the response. */
  let onLeadersWrite: (write: AnsweredWrite) => void = () => {};

  beforeAll(async () => {
    lab = await FaultLab.start();
    leader = await lab.startControllers({
      onWriteAnswered: write => onLeadersWrite(write),
    });
    fleet = new Fleet(lab.lab.api);
    standing = await fleet.add('standing');
    leaving = await fleet.add('leaving');
    await new Invariant(lab.lab, fleet).converged();
    await fleet.mark(standing);
    standby = await lab.startControllers();
    invariant = new Invariant(lab.lab, fleet, {
      proxies: [leader.proxy, standby.proxy],
    });
    await invariant.check(leader.controllers);
  });
  afterAll(async () => {
    await lab?.stop();
  });

  /** Creates, deletes and changes one cluster each. */
  async function churn(): Promise<void> {
    await fleet.retire(leaving);
    leaving = await fleet.add();
    await fleet.edit(standing);
  }

  /** The process that wrote last. */
  function leading(): FaultyWay {
    const lastWork = ({ proxy }: FaultyWay) =>
      proxy.forwarded.filter(isWork).pop()?.at ?? 0;
    return lastWork(standby) > lastWork(leader) ? standby : leader;
  }

  /** Resolves when so many requests of each process have failed that the server counts as unreachable. */
  async function missedByBoth(): Promise<void> {
    const proxies = [leader.proxy, standby.proxy];
    const before = proxies.map(({ unanswered }) => unanswered);
    await eventually('both miss the API server', async () =>
      proxies.every(({ unanswered }, i) => unanswered >= before[i] + 3)
        ? true
        : undefined,
    );
  }

  const requests = () => leader.proxy.requests + standby.proxy.requests;

  function signal(name: string, how: NodeJS.Signals): void {
    const found = lab.lab.cluster.processes.find(
      process => process.name === name,
    );
    if (!found) {
      throw new Error(`The lab has no process ${name}`);
    }
    found.signal(how);
  }

  it('a leader standing still for longer than its Lease writes nothing when it goes on', async () => {
    const stopped = new Promise<void>(resolve => {
      onLeadersWrite = write => {
        if (write.method === 'POST' && write.path.endsWith('/services')) {
          onLeadersWrite = () => {};
          // In the middle of a creation, before its next write.
          leader.controllers.suspend();
          resolve();
        }
      };
    });
    const coming = await fleet.add('handed-over');
    await stopped;
    const work = () => leader.proxy.forwarded.filter(isWork).length;
    const before = work();
    const suspendedAt = performance.now();
    await lab.lab.api.clusterReady(coming);
    process.stdout.write(
      `  Ready by the other process ${Math.round(
        performance.now() - suspendedAt,
      )} ms after the leader stood still\n`,
    );

    const asked = leader.proxy.requests;
    leader.controllers.resume();
    await churn();
    await eventually('the old leader asks for its Lease', async () =>
      leader.proxy.requests > asked + 2 ? true : undefined,
    );
    await invariant.check(standby.controllers);
    expect(work()).toBe(before);
  });

  it.each(['etcd', 'kube-apiserver'])(
    '%s standing still, the fleet converges',
    async name => {
      signal(name, 'SIGSTOP');
      const before = requests();
      await sleep(OUTAGE_MS);
      const outage = {
        requests: requests() - before,
        seconds: OUTAGE_MS / 1000,
      };
      signal(name, 'SIGCONT');
      await churn();
      await invariant.check(leading().controllers, outage);
    },
  );

  it('etcd out of space, the fleet converges once there is room again', async () => {
    const { etcdSpace } = lab.lab.cluster;
    await churn();
    await etcdSpace.exhaust();
    const before = requests();
    await sleep(OUTAGE_MS);
    const outage = {
      requests: requests() - before,
      seconds: OUTAGE_MS / 1000,
    };
    await etcdSpace.release();
    await invariant.check(leading().controllers, outage);
  });

  it('killed all at once and started again, the fleet converges', async () => {
    await lab.lab.cluster.restart();
    await churn();
    await invariant.check(leading().controllers);
  });

  it('killed, and an older copy of etcd’s data put back, the fleet is what the copy says', async () => {
    const { cluster } = lab.lab;
    const copy = await fs.mkdtemp(path.join(os.tmpdir(), 'etcd-'));
    try {
      await cluster.restart(directory =>
        fs.cp(directory, copy, { recursive: true }),
      );
      const lost = await fleet.add('lost');
      await invariant.check(leading().controllers);

      await cluster.restart(async directory => {
        await fs.rm(directory, { recursive: true });
        await fs.cp(copy, directory, { recursive: true });
        // In reality this takes minutes. A server that returns before its absence is noticed cannot be distinguished.
        await missedByBoth();
      });
      fleet.forget(lost);
    } finally {
      await fs.rm(copy, { recursive: true, force: true });
    }
    // The server's versions soon exceed those of the lost history.
    await churn();
    await invariant.check(leading().controllers);
  });
});
