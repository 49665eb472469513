import { KubeClient } from '../client/KubeClient';
import { ServerGate } from '../gate/ServerGate';
import { LeaderElector, LeaderElectorOptions } from './LeaderElector';
import { LeaseObject } from './LeaseObject';
import { WatchedLease } from './WatchedLease';
import { GateClosedError } from '../rest/errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedRequest, ScriptedServer } from '../testing/ScriptedServer';
import { until } from '../testing/until';

describe('LeaderElector', () => {
  let clock: FakeClock;
  let server: ScriptedServer;
  let lease: LeaseObject | undefined;
  let version: number;
  let stop: AbortController;
  let broken: boolean;
  let runs: Promise<void>[];
  let startedAt: number;

  beforeEach(async () => {
    clock = new FakeClock();
    startedAt = clock.monotonic();
    lease = undefined;
    version = 1;
    broken = false;
    stop = new AbortController();
    runs = [];
    server = await ScriptedServer.start(serveLease);
  });
  afterEach(async () => {
    stop.abort();
    broken = false;
    await clock.flush();
    await Promise.all(runs);
    await server.stop();
  });

  /** The one Lease, with the checks of the real server that the election rests on. */
  function serveLease({ method, body, json }: ScriptedRequest) {
    const sent: LeaseObject | undefined = body ? JSON.parse(body) : undefined;
    if (broken) {
      json(500, {});
    } else if (method === 'POST' && sent) {
      if (lease) {
        json(409, { kind: 'Status', reason: 'AlreadyExists' });
      } else {
        put(sent.spec);
        json(201, lease);
      }
    } else if (!lease) {
      json(404, { kind: 'Status', reason: 'NotFound' });
    } else if (method === 'PATCH' && sent) {
      const fits =
        sent.metadata.resourceVersion === lease.metadata.resourceVersion;
      if (fits) {
        put({ ...lease.spec, ...sent.spec });
      }
      json(
        fits ? 200 : 409,
        fits ? lease : { kind: 'Status', reason: 'Conflict' },
      );
    } else {
      json(200, lease);
    }
  }

  function put(spec: LeaseObject['spec']) {
    lease = {
      metadata: {
        namespace: 'ns',
        name: 'lock',
        uid: 'u',
        resourceVersion: String(version++),
      },
      spec,
    };
  }
  const foreign = (extra: LeaseObject['spec'] = {}) =>
    put({
      holderIdentity: 'them',
      leaseDurationSeconds: 15,
      leaseTransitions: 3,
      ...extra,
    });

  function start(
    {
      watched,
      ...options
    }: Partial<LeaderElectorOptions> & { watched?: WatchedLease } = {},
    onStarted: (signal: AbortSignal) => Promise<void> = async () => {},
  ) {
    const elector = new LeaderElector({
      client: new KubeClient({ transport: server.transport({ clock }) }),
      namespace: 'ns',
      leases: [{ name: 'lock', watched }],
      identity: 'us',
      clock,
      ...options,
    });
    runs.push(elector.run(stop.signal, { onStarted }));
    return elector;
  }

  /** Lets time pass in steps in which each request gets its answer. */
  async function pass(ms: number) {
    for (let left = ms; left > 0; left -= 250) {
      await clock.advance(Math.min(250, left));
      for (let turn = 0; turn < 6; turn++) {
        await clock.flush();
      }
    }
  }

  it('takes an absent Lease and renews it', async () => {
    const elector = start();
    await until(() => elector.isLeading());
    expect(lease?.spec).toMatchObject({
      holderIdentity: 'us',
      leaseDurationSeconds: 10,
      leaseTransitions: 0,
    });
    const first = lease?.spec?.renewTime;
    expect(first).toMatch(/^2026-01-01T00:00:00\.000000Z$/);
    await pass(20_000);
    expect(elector.isLeading()).toBe(true);
    expect(lease?.spec?.renewTime).not.toBe(first);
    expect(lease?.spec?.acquireTime).toBe(first);
    expect(elector.status).toMatchObject({ leading: true, holder: 'us' });
  });

  it('takes a released Lease at once', async () => {
    foreign({ holderIdentity: '', leaseDurationSeconds: 1 });
    const elector = start();
    await until(() => elector.isLeading());
    expect(lease?.spec?.leaseTransitions).toBe(4);
  });

  it('never takes a Lease that its holder renews, however old its times look', async () => {
    foreign({ renewTime: '2020-01-01T00:00:00.000000Z' });
    const elector = start();
    for (let i = 0; i < 6; i++) {
      await pass(10_000);
      foreign({ renewTime: `2020-01-01T00:00:${10 + i}.000000Z` });
    }
    expect(elector.isLeading()).toBe(false);
    expect(server.requests.every(r => r.method === 'GET')).toBe(true);
    expect(elector.status.holder).toBe('them');
  });

  it('waits for as long as the foreign record says, from when we saw it', async () => {
    foreign({ leaseDurationSeconds: 30 });
    const elector = start();
    await pass(29_000);
    expect(elector.isLeading()).toBe(false);
    await pass(4_000);
    expect(elector.isLeading()).toBe(true);
    expect(lease?.spec).toMatchObject({
      holderIdentity: 'us',
      leaseTransitions: 4,
    });
  });

  it('treats its own name as foreign, unless it is configured as exclusive', async () => {
    foreign({ holderIdentity: 'us' });
    const careful = start();
    await pass(5_000);
    expect(careful.isLeading()).toBe(false);
    const resuming = start({ resumeOwnHold: true });
    await until(() => resuming.isLeading());
  });

  it('asks canAcquire before it takes, not before it renews', async () => {
    let allowed = false;
    let asked = 0;
    const elector = start({
      canAcquire: () => {
        asked++;
        return allowed;
      },
    });
    await pass(5_000);
    expect(lease).toBeUndefined();
    allowed = true;
    await pass(2_500);
    expect(elector.isLeading()).toBe(true);
    const before = asked;
    allowed = false;
    await pass(10_000);
    expect(elector.isLeading()).toBe(true);
    expect(asked).toBe(before);
  });

  it('stops before the Lease expires when renewals fail, and comes back', async () => {
    const signals: AbortSignal[] = [];
    const elector = start({}, async signal => {
      signals.push(signal);
    });
    await until(() => signals.length === 1);
    broken = true;
    await pass(6_000);
    expect(signals[0].aborted).toBe(false);
    await pass(1_500);
    expect(signals[0].aborted).toBe(true);
    expect(elector.isLeading()).toBe(false);
    broken = false;
    await pass(15_000);
    expect(elector.isLeading()).toBe(true);
    expect(signals).toHaveLength(2);
  });

  it('reports to the gate whether the server answers', async () => {
    const transport = server.transport({ clock });
    const serverGate = new ServerGate({ transport, clock });
    const elector = start({
      client: new KubeClient({ transport, serverGate }),
    });
    await until(() => elector.isLeading());
    const heardAt = serverGate.lastContactAt;
    expect(heardAt).toBe(clock.now());
    server.script = ({ response }) => response.destroy();
    await pass(8_000);
    expect(serverGate.isOpen()).toBe(false);
    serverGate.dispose();
    server.script = serveLease;
  });

  it('stops at once when another holds the Lease', async () => {
    const signals: AbortSignal[] = [];
    const elector = start({}, async signal => {
      signals.push(signal);
    });
    await until(() => signals.length === 1);
    foreign();
    await pass(2_500);
    expect(signals[0].aborted).toBe(true);
    expect(elector.isLeading()).toBe(false);
    expect(lease?.spec?.holderIdentity).toBe('them');
  });

  it('recreates a deleted Lease', async () => {
    const elector = start();
    await until(() => elector.isLeading());
    lease = undefined;
    await pass(2_500);
    expect(elector.isLeading()).toBe(true);
    expect(server.requests.filter(r => r.method === 'POST')).toHaveLength(2);
  });

  it('does not lead right after the machine was suspended', async () => {
    const elector = start();
    await until(() => elector.isLeading());
    const gate = elector.writeGate();
    expect(gate).not.toThrow();
    clock.suspend(8_000);
    expect(elector.isLeading()).toBe(false);
    expect(gate).toThrow(GateClosedError);
  });

  it.each([
    ['forward', 3_600_000, false],
    ['back', -3_600_000, true],
  ])(
    'goes on after the next renewal when the time of day jumps %s',
    async (_where, ms, leadsMeanwhile) => {
      const signals: AbortSignal[] = [];
      const elector = start({}, async signal => {
        signals.push(signal);
      });
      await until(() => signals.length === 1);
      clock.suspend(ms);
      expect(elector.isLeading()).toBe(leadsMeanwhile);
      await pass(2_500);
      expect(elector.isLeading()).toBe(true);
      await pass(20_000);
      expect(elector.isLeading()).toBe(true);
      expect(signals).toHaveLength(1);
      expect(signals[0].aborted).toBe(false);
    },
  );

  it('stops when another took the Lease while the machine was suspended', async () => {
    const signals: AbortSignal[] = [];
    const elector = start({}, async signal => {
      signals.push(signal);
    });
    await until(() => signals.length === 1);
    clock.suspend(60_000);
    foreign();
    expect(elector.isLeading()).toBe(false);
    await pass(2_500);
    expect(signals[0].aborted).toBe(true);
    expect(lease?.spec?.holderIdentity).toBe('them');
  });

  it('releases on stop, but only after the work has ended, and renews until then', async () => {
    let endWork = () => {};
    const elector = start(
      {},
      () =>
        new Promise<void>(resolve => {
          endWork = resolve;
        }),
    );
    await until(() => elector.isLeading());
    const before = lease?.spec?.renewTime;
    stop.abort();
    await pass(12_000);
    expect(lease?.spec?.holderIdentity).toBe('us');
    expect(lease?.spec?.renewTime).not.toBe(before);
    expect(elector.isLeading()).toBe(true);
    endWork();
    await Promise.all(runs);
    expect(lease?.spec).toMatchObject({
      holderIdentity: '',
      leaseDurationSeconds: 1,
    });
    expect(elector.isLeading()).toBe(false);
  });

  it('releases though somebody wrote to the Lease meanwhile', async () => {
    const elector = start();
    await until(() => elector.isLeading());
    // As an annotation does.
    put(lease?.spec);
    stop.abort();
    await Promise.all(runs);
    expect(lease?.spec?.holderIdentity).toBe('');
  });

  it('leaves the Lease to who took it meanwhile', async () => {
    const elector = start();
    await until(() => elector.isLeading());
    foreign();
    stop.abort();
    await Promise.all(runs);
    expect(lease?.spec?.holderIdentity).toBe('them');
  });

  it('releases the Lease when its work fails', async () => {
    let started = 0;
    start({}, async () => {
      started++;
      throw new Error('broken');
    });
    await until(() => lease?.spec?.holderIdentity === '');
    expect(started).toBe(1);
  });

  it('refuses times that would let two lead', () => {
    expect(() => start({ leaseDurationMs: 5000 })).toThrow('leaseDuration');
  });

  describe('with a watch of its Lease', () => {
    let watched: WatchedLease;
    beforeEach(() => {
      watched = new WatchedLease({ clock });
    });
    /** The watch shows what the server has. */
    const show = () => watched.see(structuredClone(lease));

    it('takes at once a Lease that the watch has shown unchanged for its duration', async () => {
      foreign();
      show();
      await clock.advance(15_000);
      const elector = start({ watched });
      await until(() => elector.isLeading());
      expect(lease?.spec?.holderIdentity).toBe('us');
    });

    it('waits when the Lease was renewed since the watch showed it', async () => {
      foreign();
      show();
      await clock.advance(15_000);
      foreign({ renewTime: '2026-01-01T00:00:14.000000Z' });
      const elector = start({ watched });
      await pass(14_000);
      expect(elector.isLeading()).toBe(false);
      await pass(4_000);
      expect(elector.isLeading()).toBe(true);
    });

    it('acquires at once when the watch shows that the holder released the Lease', async () => {
      foreign();
      show();
      const elector = start({ watched });
      await until(() => elector.status.holder === 'them');
      foreign({ holderIdentity: '', leaseDurationSeconds: 1 });
      show();
      await until(() => elector.isLeading());
      expect(clock.monotonic()).toBe(startedAt);
    });

    it('does not acquire again at once after it released the Lease itself', async () => {
      let started = 0;
      start({ watched }, async () => {
        started++;
        throw new Error('broken');
      });
      await until(() => lease?.spec?.holderIdentity === 'us');
      show();
      await until(() => lease?.spec?.holderIdentity === '');
      show();
      await pass(1_750);
      expect(started).toBe(1);
      await pass(750);
      expect(started).toBe(2);
    });
  });
});
