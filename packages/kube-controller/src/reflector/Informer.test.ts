import { KubeClient } from '../client/KubeClient';
import { ServerGate } from '../gate/ServerGate';
import { KubeObject } from '../objects/KubeObject';
import { ResourceType } from '../objects/ResourceType';
import { Informer, InformerOptions } from './Informer';
import { KubeUnreachableError } from '../rest/errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedRequest, ScriptedServer } from '../testing/ScriptedServer';
import { until } from '../testing/until';

const THINGS: ResourceType = {
  group: 'example.org',
  version: 'v1',
  plural: 'things',
  kind: 'Thing',
  namespaced: true,
};

interface Thing extends KubeObject {
  spec?: { color: string };
}

const thing = (name: string, version: number, uid = `uid-${name}`): Thing => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata: { namespace: 'ns', name, uid, resourceVersion: String(version) },
});
const event = (type: string, object: unknown) => ({ type, object });
const bookmark = (version: number) =>
  event('BOOKMARK', { metadata: { resourceVersion: String(version) } });
const list = (version: number, items: Thing[], next?: string) => ({
  metadata: { resourceVersion: String(version), continue: next },
  items,
});

describe('Informer', () => {
  let clock: FakeClock;
  let server: ScriptedServer;
  let stop: AbortController;
  let running: Promise<void>;
  let heard: string[];
  let lists: ScriptedRequest[];
  let watches: ScriptedRequest[];
  let onList: (request: ScriptedRequest) => void;
  let onWatch: (request: ScriptedRequest) => void;

  beforeEach(async () => {
    clock = new FakeClock();
    stop = new AbortController();
    heard = [];
    lists = [];
    watches = [];
    onList = ({ json }) => json(200, list(10, []));
    onWatch = ({ events }) => events();
    server = await ScriptedServer.start(request => {
      const isWatch = request.url.searchParams.has('watch');
      (isWatch ? watches : lists).push(request);
      (isWatch ? onWatch : onList)(request);
    });
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await server.stop();
  });

  function start(options: Partial<InformerOptions<Thing>> = {}) {
    const informer = new Informer<Thing>({
      client: new KubeClient({ transport: server.transport({ clock }) }),
      resource: THINGS,
      clock,
      random: () => 0.5,
      ...options,
    });
    informer.addHandler({
      added: o => heard.push(`+${o.metadata.name}`),
      updated: (o, old) =>
        heard.push(
          `~${o.metadata.name} ${old.metadata.resourceVersion}→${o.metadata.resourceVersion}`,
        ),
      deleted: o => heard.push(`-${o.metadata.name}`),
    });
    running = informer.run(stop.signal);
    return informer;
  }
  const versionsWatched = () =>
    watches.map(w => w.url.searchParams.get('resourceVersion'));

  it('lists page by page, then watches from the version of the list', async () => {
    onList = ({ url, json }) =>
      url.searchParams.get('continue') === 'more'
        ? json(200, list(10, [thing('b', 4)]))
        : json(200, list(10, [thing('a', 3)], 'more'));
    const informer = start();
    await until(() => watches.length === 1);
    expect(lists[0].url.pathname).toBe('/apis/example.org/v1/things');
    expect(lists[0].url.searchParams.get('limit')).toBe('500');
    expect(lists[0].url.searchParams.has('resourceVersion')).toBe(false);
    expect(informer.synced).toBe(true);
    expect(heard).toEqual(['+a', '+b']);
    const { searchParams } = watches[0].url;
    expect(searchParams.get('resourceVersion')).toBe('10');
    expect(searchParams.get('allowWatchBookmarks')).toBe('true');
    const seconds = Number(searchParams.get('timeoutSeconds'));
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  it('lists at one go when the pages have expired', async () => {
    onList = ({ url, json }) => {
      if (url.searchParams.has('continue')) {
        json(410, { kind: 'Status', reason: 'Expired' });
      } else if (url.searchParams.has('limit')) {
        json(200, list(10, [thing('a', 3)], 'more'));
      } else {
        json(200, list(12, [thing('a', 3), thing('b', 11)]));
      }
    };
    start();
    await until(() => watches.length === 1);
    expect(heard).toEqual(['+a', '+b']);
    expect(versionsWatched()).toEqual(['12']);
  });

  describe('when another API version is served', () => {
    const V2 = { ...THINGS, version: 'v2' };
    const paths = (requests: ScriptedRequest[]) =>
      requests.map(({ url }) => url.pathname);

    it('goes on with that one and loses nothing on the way', async () => {
      onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
      const informer = start({
        transform: (object): Thing => ({
          ...object,
          apiVersion: `example.org/${informer.resource.version}`,
        }),
      });
      await until(() => watches.length === 1);
      let answer: () => void = () => {};
      onList = ({ json }) => {
        answer = () => json(200, list(12, [thing('a', 3), thing('b', 11)]));
      };
      informer.follow(V2);
      await until(() => lists.length === 2);
      expect(informer.synced).toBe(true);
      expect(informer.store.keys()).toEqual(['ns/a']);

      answer();
      await until(() => watches.length === 2);
      expect(paths(lists)[1]).toBe('/apis/example.org/v2/things');
      expect(paths(watches)[1]).toBe('/apis/example.org/v2/things');
      expect(versionsWatched()).toEqual(['10', '12']);
      // The same object differs in the other version, although nobody wrote it.
      expect(heard).toEqual(['+a', '~a 3→3', '+b']);
      expect(informer.store.get('ns/a')?.apiVersion).toBe('example.org/v2');
    });

    it('believes no answer of the version before', async () => {
      let late: () => void = () => {};
      onList = ({ json }) => {
        late = () => json(200, list(10, [thing('old', 3)]));
      };
      const informer = start();
      await until(() => lists.length === 1);
      onList = ({ json }) => json(200, list(12, [thing('new', 11)]));
      informer.follow(V2);
      late();
      await until(() => watches.length === 1);
      expect(heard).toEqual(['+new']);
    });

    it('goes on as before when it is the same version', async () => {
      const informer = start();
      await until(() => watches.length === 1);
      informer.follow({ ...THINGS });
      watches[0].events(event('ADDED', thing('a', 11)));
      await until(() => heard.length === 1);
      expect(lists).toHaveLength(1);
    });
  });

  it('lists again when the watch that knew an older schema has ended', async () => {
    let end = () => {};
    onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
    onWatch = ({ events, response }) => {
      events(bookmark(11));
      end = () => response.end();
    };
    const informer = start();
    await until(() => informer.synced && watches.length === 1);
    informer.schemaChanged();
    expect(lists).toHaveLength(1);

    const withDefault = { ...thing('a', 3), size: 'small' };
    onList = ({ json }) => json(200, list(12, [withDefault]));
    end();
    await until(() => watches.length === 2);
    expect(lists).toHaveLength(2);
    expect(versionsWatched()).toEqual(['10', '12']);
    expect(informer.store.get('ns/a')).toMatchObject({ size: 'small' });
  });

  describe('its position', () => {
    it('is the newest change, and all that was looked through', async () => {
      onList = ({ json }) =>
        json(200, list(10, [thing('a', 3), thing('b', 7)]));
      const informer = start();
      await until(() => watches.length === 1);
      expect(informer.position).toEqual({ seen: '10', changed: '7' });
      watches[0].events(bookmark(14));
      await until(() => informer.position.seen === '14');
      expect(informer.position.changed).toBe('7');
      watches[0].events(event('DELETED', thing('a', 15)));
      await until(() => heard.includes('-a'));
      await until(() => informer.position.seen === '15');
      expect(informer.position).toEqual({ seen: '15', changed: '15' });
    });

    it('has an own write at once, but not what others wrote before it', async () => {
      const informer = start();
      await until(() => watches.length === 1);
      informer.overlay(thing('a', 20));
      expect(informer.position).toEqual({ seen: '10', changed: '20' });
    });

    it('is that of the list where the list no longer has an object', async () => {
      onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
      const informer = start();
      await until(() => watches.length === 1);
      onList = ({ json }) => json(200, list(30, []));
      await informer.listAgain();
      expect(informer.position).toEqual({ seen: '30', changed: '30' });
    });

    it('goes back with a server that was restored from a backup', async () => {
      onList = ({ json }) => json(200, list(100, [thing('a', 90)]));
      const informer = start();
      await until(() => watches.length === 1);
      onList = ({ json }) => json(200, list(50, [thing('a', 40)]));
      await informer.listAgain();
      expect(informer.position).toEqual({ seen: '50', changed: '50' });
    });
  });

  it('lists at once when it is asked to, once for all who ask, and watches from there', async () => {
    onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
    const informer = start();
    await until(() => watches.length === 1);
    onList = ({ json }) => json(200, list(20, [thing('a', 19)]));
    await Promise.all([informer.listAgain(), informer.listAgain()]);
    expect(lists).toHaveLength(2);
    expect(heard).toEqual(['+a', '~a 3→19']);
    await until(() => watches.length === 2);
    expect(versionsWatched()).toEqual(['10', '20']);
  });

  it('delivers events in order, frozen and without managedFields', async () => {
    onWatch = ({ events }) => {
      const a = thing('a', 11);
      Object.assign(a.metadata, { managedFields: [{}] });
      events(
        event('ADDED', a),
        event('MODIFIED', thing('a', 12)),
        event('ADDED', thing('b', 13)),
        event('DELETED', thing('a', 14)),
      );
    };
    const informer = start({ indexers: { name: o => [o.metadata.name] } });
    let first: Thing | undefined;
    informer.addHandler({ added: o => (first ??= o) });
    await until(() => heard.length === 4);
    expect(heard).toEqual(['+a', '~a 11→12', '+b', '-a']);
    expect(informer.store.keys()).toEqual(['ns/b']);
    expect(informer.store.byIndex('name', 'b')).toHaveLength(1);
    expect(informer.store.byIndex('name', 'a')).toEqual([]);
    expect(first?.metadata).not.toHaveProperty('managedFields');
    expect(Object.isFrozen(first?.metadata)).toBe(true);
  });

  it.each([
    ['cut', (r: ScriptedRequest) => r.response.destroy()],
    ['reset', (r: ScriptedRequest) => r.response.socket?.resetAndDestroy()],
    ['ended', (r: ScriptedRequest) => r.response.end()],
    ['broken off in a line', (r: ScriptedRequest) => r.response.end('{"ty')],
  ])('resumes after the last event when the watch is %s', async (_, end) => {
    onWatch = request => {
      request.events(event('ADDED', thing('a', 11)), bookmark(20));
      onWatch = ({ events }) => events();
      setImmediate(() => end(request));
    };
    start();
    await until(() => heard.length === 1);
    await until(() => clock.timersDue(30_000) > 0 || watches.length === 2);
    for (let i = 0; i < 20 && watches.length < 2; i++) {
      await clock.advance(1000);
    }
    await until(() => watches.length === 2);
    expect(lists).toHaveLength(1);
    expect(versionsWatched()[1]).toMatch(/^(11|20)$/);
    expect(heard).toEqual(['+a']);
  });

  it('resumes from a bookmark', async () => {
    onWatch = request => {
      request.events(bookmark(42));
      onWatch = ({ events }) => events();
      request.response.end();
    };
    start();
    await until(() => watches.length === 2);
    expect(versionsWatched()).toEqual(['10', '42']);
    expect(lists).toHaveLength(1);
  });

  it.each([
    [
      'HTTP',
      ({ json }: ScriptedRequest) =>
        json(410, { kind: 'Status', code: 410, reason: 'Expired' }),
    ],
    [
      'an ERROR event',
      ({ events }: ScriptedRequest) =>
        events(event('ERROR', { kind: 'Status', code: 410, message: 'old' })),
    ],
  ])(
    'lists again after a 410 by %s, and tells the difference',
    async (_, say) => {
      onList = ({ json }) =>
        json(200, list(10, [thing('a', 3), thing('b', 4)]));
      onWatch = request => {
        onList = ({ json }) =>
          json(200, list(50, [thing('b', 40), thing('c', 41)]));
        onWatch = ({ events }) => events();
        say(request);
      };
      start();
      await until(() => heard.length === 2);
      await until(() => clock.nextTimerInMs !== undefined);
      await clock.advance(5);
      await until(() => watches.length === 2);
      expect(lists).toHaveLength(2);
      expect(heard).toEqual(['+a', '+b', '-a', '~b 4→40', '+c']);
      expect(versionsWatched()).toEqual(['10', '50']);
    },
  );

  it('does not hurry when a fresh version is called too old again and again', async () => {
    onWatch = ({ json }) => json(410, { kind: 'Status', code: 410 });
    start();
    await until(() => watches.length === 1);
    const bothAnswered = () => watches.length === lists.length;
    for (let second = 0; second < 20; second++) {
      await clock.advance(1_000);
      await until(bothAnswered);
    }
    expect(lists.length).toBeGreaterThan(2);
    expect(lists.length).toBeLessThan(12);
  });

  it('B16: takes what a restored server says, though its versions are lower than those known', async () => {
    onList = ({ json }) => json(200, list(100, [thing('a', 90)]));
    onWatch = ({ json }) => {
      onList = ({ json: answer }) => answer(200, list(20, [thing('a', 15)]));
      onWatch = ({ events }) => events();
      json(410, { kind: 'Status', code: 410 });
    };
    const informer = start();
    await until(() => watches.length === 1);
    await until(() => clock.nextTimerInMs !== undefined);
    await clock.advance(5);
    await until(() => watches.length === 2);
    watches[1].events(event('MODIFIED', thing('a', 21)));
    await until(() => heard.length === 3);
    expect(heard).toEqual(['+a', '~a 90→15', '~a 15→21']);
    expect(informer.store.get('ns/a')?.metadata.resourceVersion).toBe('21');
  });

  it('B16: lists again without a version when nothing comes for 90 s', async () => {
    const informer = start();
    await until(() => watches.length === 1);
    await clock.flush();
    const seenAt = informer.state.lastSeenAt;
    await clock.advance(89_000);
    expect(lists).toHaveLength(1);
    await clock.advance(2_000);
    await until(() => lists.length === 2);
    expect(lists[1].url.searchParams.has('resourceVersion')).toBe(false);
    await until(() => watches.length === 2);
    expect(informer.state.lastSeenAt).toBeGreaterThan(seenAt!);
  });

  describe('when the server was away', () => {
    const unreachable = new KubeUnreachableError('', { code: 'ECONNREFUSED' });
    let gate: ServerGate;
    let newest: number;
    beforeEach(() => {
      newest = 10;
      onList = ({ json }) => json(200, list(newest, [thing('a', 3)]));
      gate = new ServerGate({ transport: server.transport({ clock }), clock });
    });
    afterEach(() => gate.dispose());

    async function outage(newestAfter: number) {
      start({ serverGate: gate });
      await until(() => watches.length === 1);
      await clock.flush();
      const ended = new Promise(resolve =>
        watches[0].response.once('close', resolve),
      );
      gate.reportFailure(unreachable);
      await ended;
      newest = newestAfter;
      gate.reportSuccess();
      await clock.advance(1_000);
      await until(() => watches.length === 2);
    }

    it.each([
      ['newer data', 12],
      ['an older copy of its data', 7],
    ])(
      'trusts neither connection nor version from before: it may have %s',
      async (_, newestAfter) => {
        await outage(newestAfter);
        expect(versionsWatched()).toEqual(['10', String(newestAfter)]);
        expect(lists).toHaveLength(2);
      },
    );

    it('is in doubt from then on until it has listed', async () => {
      const informer = start({ serverGate: gate });
      await until(() => watches.length === 1);
      expect(informer.state.relistPending).toBeUndefined();
      let answer = () => {};
      onList = ({ json }) => {
        answer = () => json(200, list(12, []));
      };
      gate.reportFailure(unreachable);
      expect(informer.state.relistPending).toBe(true);
      gate.reportSuccess();
      await clock.flush();
      await clock.advance(1_000);
      await until(() => lists.length === 2);
      expect(informer.state.relistPending).toBe(true);
      answer();
      await until(() => watches.length === 2);
      expect(informer.state.relistPending).toBeUndefined();
    });

    /** Lets the pause pass after which the server is asked for a list. */
    async function askAgain() {
      const before = lists.length;
      await until(() => clock.nextTimerInMs !== undefined);
      await clock.advance(30_000);
      await until(() => lists.length > before);
      await clock.flush();
    }

    it.each([
      [403, 'forbidden'],
      [404, 'absent'],
    ])(
      'stays in doubt while it answers %i, as one that is starting up does, but not for ever',
      async (code, state) => {
        const informer = start({ serverGate: gate });
        await until(() => watches.length === 1);
        onList = ({ json }) => json(code, { kind: 'Status', code });
        gate.reportFailure(unreachable);
        gate.reportSuccess();
        await clock.flush();
        await clock.advance(1_000);
        await until(() => lists.length === 2);
        await until(() => informer.state.problem !== undefined);
        expect(informer.state.relistPending).toBe(true);

        while (informer.state.relistPending) {
          await askAgain();
        }
        expect(informer.state).toMatchObject({ [state]: true });
      },
    );

    it('is in doubt, too, when nobody missed it and it refuses what it allowed: it has just started', async () => {
      const informer = start({ serverGate: gate });
      await until(() => watches.length === 1);
      onWatch = ({ json }) => json(403, { kind: 'Status', code: 403 });
      watches[0].response.destroy();
      await until(() => clock.nextTimerInMs !== undefined);
      await clock.advance(1_000);
      await until(() => informer.state.forbidden === true);
      expect(informer.state.relistPending).toBe(true);

      onWatch = ({ events }) => events();
      await clock.advance(30_000);
      await until(() => watches.length === 3);
      expect(lists).toHaveLength(2);
      expect(informer.state.relistPending).toBeUndefined();
    });

    it('does not wait for a list from before, whose answer may be lost', async () => {
      onList = () => {};
      start({ serverGate: gate });
      await until(() => lists.length === 1);
      onList = ({ json }) => json(200, list(12, []));
      gate.reportFailure(unreachable);
      gate.reportSuccess();
      await clock.flush();
      await clock.advance(1_000);
      await until(() => watches.length === 1);
      expect(versionsWatched()).toEqual(['12']);
    });

    it('does not sit out a pause from before', async () => {
      onWatch = ({ json }) => json(500, { kind: 'Status', code: 500 });
      start({ serverGate: gate });
      // Longer than the rest of the test, and shorter than any time-out.
      const inLongPause = () => {
        const next = clock.nextTimerInMs ?? 0;
        return next > 2_000 && next <= 15_000;
      };
      for (let second = 0; second < 200 && !inLongPause(); second++) {
        await clock.advance(1_000);
      }
      expect(inLongPause()).toBe(true);
      const before = watches.length;
      onWatch = ({ events }) => events();
      gate.reportFailure(unreachable);
      gate.reportSuccess();
      await clock.flush();
      await clock.advance(1_000);
      await until(() => watches.length === before + 1);
    });

    it('an own write from before does not outweigh what it has now', async () => {
      const informer = start({ serverGate: gate });
      await until(() => watches.length === 1);
      await clock.flush();
      informer.overlay(thing('a', 15));
      informer.overlay(thing('b', 16));
      newest = 7;
      gate.reportFailure(unreachable);
      gate.reportSuccess();
      await clock.flush();
      await clock.advance(1_000);
      await until(() => watches.length === 2);
      expect(informer.store.keys()).toEqual(['ns/a']);
      expect(informer.store.get('ns/a')?.metadata.resourceVersion).toBe('3');
    });

    it('takes another content although its version is the same', async () => {
      const informer = start({ serverGate: gate });
      await until(() => watches.length === 1);
      onList = ({ json }) =>
        json(200, list(9, [{ ...thing('a', 3), spec: { color: 'red' } }]));
      gate.reportFailure(unreachable);
      gate.reportSuccess();
      await clock.flush();
      await clock.advance(1_000);
      await until(() => watches.length === 2);
      expect(informer.store.get('ns/a')?.spec?.color).toBe('red');
      expect(heard).toEqual(['+a', '~a 3→3']);
    });
  });

  it('lists again when a watch could not be opened: the server was away without the gate noticing', async () => {
    onWatch = request => {
      onWatch = ({ response }) => {
        onWatch = ({ events }) => events();
        response.destroy();
      };
      request.events(event('ADDED', thing('a', 11)));
      setImmediate(() => request.response.destroy());
    };
    start();
    for (let i = 0; i < 40 && watches.length < 3; i++) {
      await clock.flush();
      await clock.advance(1000);
    }
    await until(() => watches.length === 3);
    expect(lists).toHaveLength(2);
    expect(versionsWatched()).toEqual(['10', '11', '10']);
    expect(heard).toEqual(['+a', '-a']);
  });

  it('does not go back in time when old events are said again', async () => {
    onWatch = ({ events }) =>
      events(
        event('ADDED', thing('a', 11)),
        event('MODIFIED', thing('a', 12)),
        event('ADDED', thing('b', 13)),
        event('DELETED', thing('b', 14)),
        event('ADDED', thing('a', 11)),
        event('MODIFIED', thing('a', 12)),
        event('ADDED', thing('b', 13)),
        event('ADDED', thing('c', 15)),
      );
    const informer = start();
    await until(() => heard.includes('+c'));
    expect(heard).toEqual(['+a', '~a 11→12', '+b', '-b', '+c']);
    expect(informer.store.get('ns/a')?.metadata.resourceVersion).toBe('12');
  });

  it('keeps the watch while bookmarks arrive', async () => {
    start();
    await until(() => watches.length === 1);
    // A bookmark has arrived when it has extended the idle time-out.
    const arrived = () => clock.timersDue(89_000) === 0;
    for (let minute = 1; minute <= 4; minute++) {
      await clock.advance(60_000);
      watches[0].events(bookmark(10 + minute));
      await until(arrived);
    }
    expect(lists).toHaveLength(1);
    expect(watches).toHaveLength(1);
  });

  it.each([404, 503])(
    'keeps the store when a list is answered with %s',
    async status => {
      onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
      onWatch = ({ json }) => {
        onList = request =>
          request.json(status, { kind: 'Status', code: status });
        onWatch = ({ events }) => events();
        json(410, { kind: 'Status', code: 410 });
      };
      const informer = start();
      await until(() => watches.length === 1);
      await clock.flush();
      await clock.advance(100);
      await until(() => lists.length === 2);
      await clock.advance(100);
      expect(informer.store.size).toBe(1);
      expect(informer.state.problem).toBeDefined();
      expect(heard).toEqual(['+a']);
      onList = ({ json }) => json(200, list(60, [thing('a', 3)]));
      await clock.advance(30_000);
      await until(() => informer.state.problem === undefined);
      expect(heard).toEqual(['+a']);
    },
  );

  it('reports a resource that was never served as absent', async () => {
    onList = ({ json }) => json(404, { kind: 'Status', code: 404 });
    const informer = start();
    await until(() => informer.state.absent === true);
    expect(informer.synced).toBe(false);
    expect(await informer.whenSynced({ signal: AbortSignal.abort() })).toBe(
      false,
    );
  });

  it.each<[string, Partial<InformerOptions<Thing>>]>([
    ['30 s', {}],
    ['as long as configured', { forbiddenRetryMs: 600_000 }],
  ])('says forbidden and asks again after %s', async (_, options) => {
    onList = ({ json }) =>
      json(403, { kind: 'Status', reason: 'Forbidden', message: 'no' });
    const informer = start(options);
    await until(() => informer.state.forbidden === true);
    await clock.flush();
    await clock.advance((options.forbiddenRetryMs ?? 30_000) - 1_000);
    expect(lists).toHaveLength(1);
    onList = ({ json }) => json(200, list(10, []));
    const synced = informer.whenSynced();
    await clock.advance(1_100);
    expect(await synced).toBe(true);
    expect(informer.state).toMatchObject({
      forbidden: undefined,
      problem: undefined,
    });
  });

  it('asks soon again for what is forbidden now and was not before', async () => {
    onWatch = ({ json }) => json(403, { kind: 'Status', reason: 'Forbidden' });
    onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
    const informer = start();
    await until(() => informer.state.forbidden === true);
    onWatch = ({ events }) => events();
    await clock.flush();
    await clock.advance(1_000);
    await until(() => informer.state.forbidden === undefined);
    expect(informer.store.keys()).toEqual(['ns/a']);
  });

  it('goes on when a handler throws', async () => {
    onWatch = ({ events }) =>
      events(event('ADDED', thing('a', 11)), event('ADDED', thing('b', 12)));
    const informer = start();
    informer.addHandler({
      added: () => {
        throw new Error('a bug');
      },
    });
    const late: string[] = [];
    informer.addHandler({ added: o => late.push(o.metadata.name) });
    await until(() => late.length === 2);
    expect(heard).toEqual(['+a', '+b']);
    expect(watches).toHaveLength(1);
  });

  it('reports an object that was recreated under its name as deleted and added', async () => {
    onWatch = ({ events }) =>
      events(
        event('ADDED', thing('a', 11, 'first')),
        event('MODIFIED', thing('a', 12, 'second')),
      );
    start();
    await until(() => heard.length === 3);
    expect(heard).toEqual(['+a', '-a', '+a']);
  });

  it('lists every 30 minutes although the watch is well', async () => {
    start({ idleTimeoutMs: 0 });
    await until(() => watches.length === 1);
    await clock.flush();
    await clock.advance(30 * 60_000 + 1500);
    await until(() => lists.length === 2);
    expect(lists).toHaveLength(2);
  });

  it('reports the stored objects to a late handler', async () => {
    onList = ({ json }) => json(200, list(10, [thing('a', 3)]));
    const informer = start();
    await until(() => informer.synced);
    const late: string[] = [];
    const remove = informer.addHandler({
      added: o => late.push(o.metadata.name),
    });
    remove();
    expect(late).toEqual(['a']);
  });

  describe('overlay', () => {
    it('shows an own write at once and ignores older events until the watch catches up', async () => {
      onList = ({ json }) => json(200, list(10, [thing('a', 9)]));
      const informer = start();
      await until(() => watches.length === 1);
      await clock.flush();
      informer.overlay(thing('a', 15));
      expect(informer.store.get('ns/a')?.metadata.resourceVersion).toBe('15');
      watches[0].events(
        event('MODIFIED', thing('a', 12)),
        event('MODIFIED', thing('a', 15)),
        event('MODIFIED', thing('a', 16)),
      );
      await until(() => heard.length === 3);
      expect(heard).toEqual(['+a', '~a 9→15', '~a 15→16']);
    });

    it('ignores a write that the watch has already gone past', async () => {
      onWatch = ({ events }) => events(bookmark(30));
      const informer = start();
      await until(() => watches.length === 1);
      await until(() => clock.now() > 0);
      watches[0].events(
        event('ADDED', thing('a', 31)),
        event('DELETED', thing('a', 32)),
      );
      await until(() => heard.length === 2);
      informer.overlay(thing('a', 31));
      expect(informer.store.size).toBe(0);
    });

    it('survives a list that is older than the write', async () => {
      let answer: (() => void) | undefined;
      onWatch = ({ json }) => {
        onList = request => {
          answer = () => request.json(200, list(10, []));
        };
        onWatch = ({ events }) => events();
        json(410, { kind: 'Status', code: 410 });
      };
      const informer = start();
      await until(() => watches.length === 1);
      await clock.flush();
      await clock.advance(5);
      await until(() => answer !== undefined);
      informer.overlay(thing('a', 15));
      answer?.();
      await until(() => watches.length === 2);
      expect(informer.store.keys()).toEqual(['ns/a']);
    });

    it('takes the object made anew in place of the one written', async () => {
      const informer = start();
      await until(() => watches.length === 1);
      await clock.flush();
      informer.overlay(thing('a', 15, 'first'));
      watches[0].events(event('ADDED', thing('a', 17, 'second')));
      await until(() => heard.length === 3);
      expect(informer.store.get('ns/a')?.metadata.uid).toBe('second');
    });

    it('believes a version that is no number', async () => {
      const informer = start();
      await until(() => watches.length === 1);
      await clock.flush();
      const odd = thing('a', 0);
      odd.metadata.resourceVersion = 'opaque-2';
      informer.overlay(odd);
      watches[0].events(event('MODIFIED', thing('a', 1)));
      await until(() => heard.length === 2);
      expect(informer.store.get('ns/a')?.metadata.resourceVersion).toBe('1');
    });

    it('hides a deleted object from events on their way', async () => {
      onList = ({ json }) =>
        json(200, list(10, [thing('a', 9), thing('b', 9)]));
      const informer = start();
      await until(() => watches.length === 1);
      await clock.flush();
      informer.overlayDeleted({ namespace: 'ns', name: 'a' }, 'uid-a');
      informer.overlayDeleted({ namespace: 'ns', name: 'b' }, 'another');
      watches[0].events(
        event('MODIFIED', thing('a', 12)),
        event('MODIFIED', thing('b', 13)),
      );
      await until(() => heard.includes('~b 9→13'));
      expect(informer.store.keys()).toEqual(['ns/b']);
    });
  });
});
