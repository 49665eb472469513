import { KubeClient } from '../client/KubeClient';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedRequest, ScriptedServer } from '../testing/ScriptedServer';
import { until } from '../testing/until';
import { LeaderElector } from './LeaderElector';
import { LeaseObject } from './LeaseObject';
import { WatchedLease } from './WatchedLease';

const NAMES = ['old', 'new'];

describe('a LeaderElector of several Leases', () => {
  let clock: FakeClock;
  let server: ScriptedServer;
  let leases: Map<string, LeaseObject>;
  /** Runs before a write is answered. */
  let beforeWrite: (name: string) => void;
  let version: number;
  let stop: AbortController;
  let runs: Promise<void>[];

  beforeEach(async () => {
    clock = new FakeClock();
    leases = new Map();
    beforeWrite = () => {};
    version = 1;
    stop = new AbortController();
    runs = [];
    server = await ScriptedServer.start(serve);
  });
  afterEach(async () => {
    stop.abort();
    await clock.flush();
    await Promise.all(runs);
    await server.stop();
  });

  function put(name: string, spec: LeaseObject['spec']) {
    leases.set(name, {
      metadata: {
        namespace: 'ns',
        name,
        uid: name,
        resourceVersion: String(version++),
      },
      spec,
    });
  }
  const foreign = (name: string, extra: LeaseObject['spec'] = {}) =>
    put(name, { holderIdentity: 'them', leaseDurationSeconds: 15, ...extra });
  const holders = () =>
    NAMES.map(name => leases.get(name)?.spec?.holderIdentity);

  function serve({ method, url, body, json }: ScriptedRequest) {
    const sent: LeaseObject | undefined = body ? JSON.parse(body) : undefined;
    const name = sent?.metadata.name ?? url.pathname.split('/').pop() ?? '';
    if (method !== 'GET') {
      beforeWrite(name);
    }
    const live = leases.get(name);
    if (method === 'POST') {
      if (live) {
        json(409, { kind: 'Status', reason: 'AlreadyExists' });
        return;
      }
      put(name, sent?.spec);
      json(201, leases.get(name));
    } else if (!live) {
      json(404, { kind: 'Status', reason: 'NotFound' });
    } else if (method === 'PATCH') {
      const fits =
        sent?.metadata.resourceVersion === live.metadata.resourceVersion;
      if (fits) {
        put(name, { ...live.spec, ...sent?.spec });
      }
      json(
        fits ? 200 : 409,
        fits ? leases.get(name) : { kind: 'Status', reason: 'Conflict' },
      );
    } else {
      json(200, live);
    }
  }

  function start(
    onStarted: (signal: AbortSignal) => Promise<void> = async () => {},
    options: { identity?: string; watched?: WatchedLease[] } = {},
  ) {
    const elector = new LeaderElector({
      client: new KubeClient({ transport: server.transport({ clock }) }),
      namespace: 'ns',
      leases: NAMES.map((name, i) => ({ name, watched: options.watched?.[i] })),
      identity: options.identity ?? 'us',
      clock,
    });
    runs.push(elector.run(stop.signal, { onStarted }));
    return elector;
  }

  async function pass(ms: number) {
    for (let left = ms; left > 0; left -= 250) {
      await clock.advance(Math.min(250, left));
      for (let turn = 0; turn < 8; turn++) {
        await clock.flush();
      }
    }
  }

  it('leads once it holds all of them, and releases all of them on stop', async () => {
    const elector = start();
    await until(() => elector.isLeading());
    expect(holders()).toEqual(['us', 'us']);
    await pass(20_000);
    expect(elector.isLeading()).toBe(true);
    stop.abort();
    await Promise.all(runs);
    expect(holders()).toEqual(['', '']);
  });

  it.each(NAMES)(
    'takes none while somebody else renews the Lease %s',
    async taken => {
      foreign(taken);
      const elector = start();
      for (let i = 0; i < 4; i++) {
        await pass(10_000);
        foreign(taken, { renewTime: `2026-01-01T00:00:${10 + i}.000000Z` });
      }
      expect(elector.isLeading()).toBe(false);
      expect(elector.status.holder).toBe('them');
      expect(server.requests.every(({ method }) => method === 'GET')).toBe(
        true,
      );
    },
  );

  it('releases the first when somebody else is quicker with the second, and has not led', async () => {
    let started = 0;
    beforeWrite = name => {
      if (name === 'new' && !leases.has('new')) {
        foreign('new');
      }
    };
    start(async () => {
      started++;
    });
    await until(() => holders()[0] === '');
    expect(holders()).toEqual(['', 'them']);
    expect(started).toBe(0);
  });

  it.each(NAMES)(
    'stops when somebody else takes the Lease %s, and releases the other after the work has ended',
    async lost => {
      const signals: AbortSignal[] = [];
      let endWork = () => {};
      const elector = start(async signal => {
        signals.push(signal);
        await new Promise<void>(resolve => {
          endWork = resolve;
        });
      });
      await until(() => signals.length === 1);
      foreign(lost);
      await pass(2_500);
      expect(signals[0].aborted).toBe(true);
      expect(elector.isLeading()).toBe(false);
      expect(new Set(holders())).toEqual(new Set(['us', 'them']));
      endWork();
      await until(() => !holders().includes('us'));
      expect(new Set(holders())).toEqual(new Set(['', 'them']));
    },
  );

  it('lets one of two candidates lead, and the other follow', async () => {
    const both = ['us', 'we'].map(identity => start(undefined, { identity }));
    await until(() => both.some(elector => elector.isLeading()));
    await pass(20_000);
    const [leader, ...more] = both.filter(elector => elector.isLeading());
    expect(more).toEqual([]);
    expect(new Set(holders()).size).toBe(1);
    expect(holders()[0]).toBe(leader.status.holder);
  });

  it('closes its gate and asks the server as soon as a watch shows that another holds one', async () => {
    const watched = NAMES.map(() => new WatchedLease({ clock }));
    const show = () =>
      NAMES.forEach((name, i) =>
        watched[i].see(structuredClone(leases.get(name))),
      );
    const elector = start(undefined, { watched });
    await until(() => elector.isLeading());
    show();
    const gate = elector.writeGate();
    expect(gate).not.toThrow();
    const before = clock.monotonic();
    foreign('new');
    show();
    expect(gate).toThrow('does not hold the Lease old and new');
    await until(() => holders()[0] === '');
    expect(elector.isLeading()).toBe(false);
    expect(clock.monotonic()).toBe(before);
  });

  it('opens its gate again when it has made a deleted Lease anew', async () => {
    const watched = NAMES.map(() => new WatchedLease({ clock }));
    const elector = start(undefined, { watched });
    await until(() => elector.isLeading());
    watched[1].see(structuredClone(leases.get('new')));
    const gate = elector.writeGate();
    leases.delete('new');
    watched[1].see(undefined);
    expect(gate).toThrow();
    await until(() => holders()[1] === 'us');
    await until(() => {
      try {
        gate();
        return true;
      } catch {
        return false;
      }
    });
    expect(elector.isLeading()).toBe(true);
  });

  it('does not mind a watch that is behind', async () => {
    const watched = NAMES.map(() => new WatchedLease({ clock }));
    const elector = start(undefined, { watched });
    await until(() => elector.isLeading());
    watched[1].see({
      metadata: { name: 'new', uid: 'new' },
      spec: { holderIdentity: 'them', leaseDurationSeconds: 15 },
    });
    expect(elector.writeGate()).not.toThrow();
  });
});
