import { DpuCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { CORE_RESOURCES, LeaseObject } from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { isWork } from '../../faults/Fault';
import { FaultLab, FaultyWay } from '../../faults/FaultLab';
import { AnsweredWrite } from '../../faults/FaultProxy';
import { Fleet } from '../../faults/Fleet';
import { Invariant } from '../../faults/Invariant';
import { eventually } from '../../portal/eventually';

const LEASES = 'dpf-operator-system';

describe('dpf-controllers killed with SIGKILL after every single write', () => {
  let lab: FaultLab;
  let way: FaultyWay;
  let controllers: ControllersProcess;
  let fleet: Fleet;
  let invariant: Invariant;
  let standing: DpuCluster;
  /** How many more writes the process may do. */
  let left = Infinity;
  let killed = () => {};

  async function onWriteAnswered(write: AnsweredWrite): Promise<void> {
    left -= isWork(write) ? 1 : 0;
    if (left === 0) {
      killed();
      await controllers.kill();
    }
  }

  /** The dead hold their Leases for ten seconds more; an administrator who knows better deletes them. */
  async function restart(): Promise<void> {
    const { client } = lab.lab.api;
    await controllers.kill();
    const leases = await client.listAll(CORE_RESOURCES.leases, {
      namespace: LEASES,
    });
    await Promise.all(
      leases.map(({ metadata }) =>
        client.delete(CORE_RESOURCES.leases, metadata),
      ),
    );
    controllers = lab.startOver(way.relay);
    await eventually('every Lease is held', async () => {
      const held = await client.listAll<LeaseObject>(CORE_RESOURCES.leases, {
        namespace: LEASES,
      });
      return held.length === leases.length &&
        held.every(({ spec }) => spec?.holderIdentity)
        ? true
        : undefined;
    });
  }

  /**
   * Does `act` again and again, and kills the process after its first write, its second, and so on, until it has no
   * further one to do. Resolves with how many there are.
   */
  async function writesOf(act: () => Promise<unknown>): Promise<number> {
    for (let writes = 0; ; writes++) {
      if (!(await diesAfter(writes + 1, act))) {
        return writes;
      }
      await restart();
      await invariant.check(controllers);
    }
  }

  /** Does `act`; resolves with true once the nth write has been the last, with false when all is done before it. */
  async function diesAfter(
    nth: number,
    act: () => Promise<unknown>,
  ): Promise<boolean> {
    const dead = new Promise<boolean>(resolve => {
      killed = () => resolve(true);
    });
    left = nth;
    await act();
    // Twice: the answer to the last write may still be on its way when its effect is first seen.
    const done = invariant
      .converged()
      .then(() => invariant.converged())
      .then(() => left <= 0);
    done.catch(() => {});
    const died = await Promise.race([dead, done]);
    left = Infinity;
    return died;
  }

  beforeAll(async () => {
    lab = await FaultLab.start();
    way = await lab.startControllers({ onWriteAnswered });
    controllers = way.controllers;
    fleet = new Fleet(lab.lab.api);
    invariant = new Invariant(lab.lab, fleet);
    standing = await fleet.add('standing');
    await invariant.converged();
    await fleet.mark(standing);
    await invariant.check(controllers);
  });
  afterAll(() => lab?.stop());

  it('makes a cluster all the same', async () => {
    expect(await writesOf(() => fleet.add('made'))).toBe(8);
  });

  it('carries an edit to keepalived all the same', async () => {
    // ConfigMap and DaemonSet; the status may follow.
    expect(await writesOf(() => fleet.edit(standing))).toBeGreaterThan(1);
  });

  it('lets go of a cluster all the same', async () => {
    const [, ...leaving] = fleet.members;
    expect(
      await writesOf(() => fleet.retire(leaving.pop() ?? standing)),
    ).toBeGreaterThan(0);
  });
});
