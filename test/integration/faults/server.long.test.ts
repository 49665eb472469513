import { DpuCluster } from '@dpf-portal/dpf-model';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultLab, FaultyWay } from '../../faults/FaultLab';
import { Fleet } from '../../faults/Fleet';
import { Invariant } from '../../faults/Invariant';
import { SERVER_FAULTS } from '../../faults/serverFaults';

describe('An API server that', () => {
  let lab: FaultLab;
  let way: FaultyWay;
  let fleet: Fleet;
  let invariant: Invariant;
  let standing: DpuCluster;
  let leaving: DpuCluster;

  beforeAll(async () => {
    lab = await FaultLab.start();
    way = await lab.startControllers();
    fleet = new Fleet(lab.lab.api);
    invariant = new Invariant(lab.lab, fleet, { proxies: [way.proxy] });
    standing = await fleet.add('standing');
    leaving = await fleet.add('leaving');
    await invariant.converged();
    await fleet.mark(standing);
    await invariant.check(way.controllers);
  });
  afterAll(() => lab?.stop());

  const load = () => way.proxy.requests + way.relay.connections;

  it.each(SERVER_FAULTS)(
    '%s is survived',
    async (_what, { begin, seconds, away }) => {
      const before = load();
      const end = await begin(way);
      let requests = 0;
      try {
        await fleet.retire(leaving);
        leaving = await fleet.add();
        await fleet.edit(standing);
        await sleep(seconds * 1000);
        requests = load() - before;
      } finally {
        await end();
      }
      const endedAt = performance.now();
      const usage = await invariant.check(
        way.controllers,
        away ? { requests, seconds } : undefined,
      );
      process.stdout.write(
        `  ${_what}: well after ${Math.round(
          performance.now() - endedAt,
        )} ms; ${(requests / seconds).toFixed(1)} requests/s; ${
          usage.rssMegabytes
        } MB, ${usage.sockets} sockets\n`,
      );
    },
  );
});
