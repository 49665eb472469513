import { DpuCluster } from '@dpf-portal/dpf-model';
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
  /** Number of writes that the process may still make. */
  let left = Infinity;
  let killed = () => {};

  async function onWriteAnswered(write: AnsweredWrite): Promise<void> {
    left -= isWork(write) ? 1 : 0;
    if (left === 0) {
      killed();
      await controllers.kill();
    }
  }

  /** Deletes the Leases, which a killed process would hold for ten more seconds. */
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

  /** Runs `act`. Resolves with true if the process was killed at the nth write, and false if fewer writes were made. */
  async function diesAfter(
    nth: number,
    act: () => Promise<unknown>,
  ): Promise<boolean> {
    const dead = new Promise<boolean>(resolve => {
      killed = () => resolve(true);
    });
    left = nth;
    await act();
    const over = new AbortController();
    // Twice: the response to the last write may arrive after its effect is visible.
    const done = invariant
      .converged(over.signal)
      .then(() => invariant.converged(over.signal))
      .then(() => left <= 0);
    done.catch(() => {});
    try {
      return await Promise.race([dead, done]);
    } finally {
      left = Infinity;
      over.abort();
    }
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

  /** Kills the process after its nth write, if there is one, and checks that everything converges. */
  async function survives(
    nth: number,
    act: () => Promise<unknown>,
  ): Promise<boolean> {
    const died = await diesAfter(nth, act);
    if (died) {
      await restart();
    }
    await invariant.check(controllers);
    return died;
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'makes a cluster all the same: write %i of 8',
    async nth => {
      expect(await survives(nth, () => fleet.add('made'))).toBe(true);
    },
  );

  it('has no ninth write to do for a cluster', async () => {
    expect(await survives(9, () => fleet.add('made'))).toBe(false);
  });

  // ConfigMap, DaemonSet, and a status that has observed the edit.
  it.each([1, 2, 3])(
    'carries an edit to keepalived: write %i of 3',
    async nth => {
      expect(await survives(nth, () => fleet.edit(standing))).toBe(true);
    },
  );

  it('has no fourth write to do for an edit', async () => {
    expect(await survives(4, () => fleet.edit(standing))).toBe(false);
  });

  // The control plane, a status that reports the upgrade, and one that reports its end.
  it.each([1, 2, 3])('carries an upgrade: write %i of 3', async nth => {
    expect(await survives(nth, () => fleet.upgrade(standing))).toBe(true);
  });

  it('has no fourth write to do for an upgrade', async () => {
    expect(await survives(4, () => fleet.upgrade(standing))).toBe(false);
  });

  // Both finalizers in one patch.
  it('lets go of a cluster all the same: write 1 of 1', async () => {
    const leaving = await fleet.add('leaving');
    await invariant.converged();
    expect(await survives(1, () => fleet.retire(leaving))).toBe(true);
  });

  it('has no second write to do for a deletion', async () => {
    const leaving = await fleet.add('leaving');
    await invariant.converged();
    expect(await survives(2, () => fleet.retire(leaving))).toBe(false);
  });
});
