import fc from 'fast-check';
import { KubeClient } from '../client/KubeClient';
import { KubeObject, objectKey } from '../objects/KubeObject';
import { ResourceType } from '../objects/ResourceType';
import { Informer } from './Informer';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedRequest, ScriptedServer } from '../testing/ScriptedServer';

const THINGS: ResourceType = {
  group: 'example.org',
  version: 'v1',
  plural: 'things',
  kind: 'Thing',
  namespaced: true,
};
const NAMES = ['a', 'b', 'c', 'd'];
const PAGE = 2;
const ARRIVAL_TURNS = 8;
// More than a client retries automatically on kept-alive connections.
const REFUSED_WATCHES = 4;
const IDLE_TIMEOUT_MS = 90_000;
const BOOKMARK_INTERVAL_MS = 60_000;
const LONGEST_RECOVERY_MS = 200_000;

type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

/** A resource as etcd has it, its history, and the watches that are open. */
class ModelServer {
  objects = new Map<string, KubeObject>();
  /** An older copy of the data was put back: versions may have gone back with it. */
  restored = false;
  /** With the version that each began at. */
  readonly #watches = new Map<ScriptedRequest, number>();
  #history: Array<{ version: number; type: Change; object: KubeObject }> = [];
  #version = 100;
  #uids = 0;
  /** Watches from before this version are answered with 410. */
  #compacted = 0;
  /** How many lists are still to be answered with 503. */
  failingLists = 0;
  #refusedWatches = 0;
  #copy = { objects: new Map(this.objects), version: this.#version };

  readonly script = (request: ScriptedRequest): void => {
    if (request.url.searchParams.has('watch')) {
      this.#watch(request);
    } else {
      this.#list(request);
    }
  };

  /** Creates the object, or changes it. */
  write(name: string): void {
    const old = this.objects.get(`ns/${name}`);
    this.#put(old ? 'MODIFIED' : 'ADDED', name, old?.metadata.uid);
  }

  delete(name: string): void {
    const old = this.objects.get(`ns/${name}`);
    if (old) {
      this.#version++;
      this.objects.delete(`ns/${name}`);
      this.#record('DELETED', this.#at(old, this.#version));
    }
  }

  recreate(name: string): void {
    this.delete(name);
    this.write(name);
  }

  bookmark(): void {
    this.#say({
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion: String(this.#version) } },
    });
  }

  /** What is older than now cannot be watched from any more. */
  compact(): void {
    this.#compacted = this.#version;
    this.#history = [];
  }

  expireWatches(): void {
    this.compact();
    this.#say({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, message: 'too old' },
    });
    this.cut();
  }

  /** Ends every watch in the middle of a line. */
  cut(): void {
    this.#open().forEach(({ response }) => response.end('{"type":"MOD'));
    this.#watches.clear();
  }

  reset(): void {
    this.#open().forEach(({ response }) => response.socket?.resetAndDestroy());
    this.#watches.clear();
  }

  copy(): void {
    this.#copy = { objects: new Map(this.objects), version: this.#version };
  }

  /** Stands still while the copy is put back: watches break off, and cannot be opened again at once. */
  restore(): void {
    this.restored = true;
    this.objects = new Map(this.#copy.objects);
    this.#version = this.#copy.version;
    this.#history = this.#history.filter(
      ({ version }) => version <= this.#version,
    );
    this.#compacted = Math.min(this.#compacted, this.#version);
    this.reset();
    this.#refusedWatches = REFUSED_WATCHES;
  }

  view(): string[] {
    return summaries(this.objects.values());
  }

  #put(type: Change, name: string, uid = `uid-${this.#uids++}`): void {
    this.#version++;
    const object = this.#at(
      {
        apiVersion: 'example.org/v1',
        kind: 'Thing',
        metadata: { namespace: 'ns', name, uid },
      },
      this.#version,
    );
    this.objects.set(`ns/${name}`, object);
    this.#record(type, object);
  }

  #at(object: KubeObject, version: number): KubeObject {
    return {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    };
  }

  #record(type: Change, object: KubeObject): void {
    this.#history.push({ version: this.#version, type, object });
    this.#say({ type, object });
  }

  /** A watch from a version that has not come yet is silent. */
  #say(event: object): void {
    for (const [watch, from] of this.#watches) {
      if (this.#version > from || this.#compacted > from) {
        watch.events(event);
      }
    }
  }

  #open(): ScriptedRequest[] {
    return [...this.#watches.keys()];
  }

  #list({ url, json }: ScriptedRequest): void {
    if (this.failingLists > 0) {
      this.failingLists--;
      json(503, { kind: 'Status', code: 503 });
      return;
    }
    // All pages show the same moment: a token of an older one has expired.
    const [version, from] = (url.searchParams.get('continue') ?? '')
      .split('/')
      .map(Number);
    if (version && version !== this.#version) {
      json(410, { kind: 'Status', code: 410, reason: 'Expired' });
      return;
    }
    const all = [...this.objects.values()];
    const start = from || 0;
    const end = url.searchParams.has('limit') ? start + PAGE : all.length;
    json(200, {
      metadata: {
        resourceVersion: String(this.#version),
        continue: end < all.length ? `${this.#version}/${end}` : undefined,
      },
      items: all.slice(start, end),
    });
  }

  #watch(request: ScriptedRequest): void {
    if (this.#refusedWatches > 0) {
      this.#refusedWatches--;
      request.response.socket?.resetAndDestroy();
      return;
    }
    const from = Number(request.url.searchParams.get('resourceVersion'));
    if (from < this.#compacted) {
      request.json(410, { kind: 'Status', code: 410, reason: 'Expired' });
      return;
    }
    request.events(
      ...this.#history
        .filter(({ version }) => version > from)
        .map(({ type, object }) => ({ type, object })),
    );
    this.#watches.set(request, from);
    request.response.once('close', () => this.#watches.delete(request));
  }
}

function summaries(objects: Iterable<KubeObject>): string[] {
  return [...objects]
    .map(({ metadata }) =>
      [metadata.name, metadata.uid, metadata.resourceVersion].join(' '),
    )
    .sort();
}

/** What somebody knows who hears the handlers and nothing else. */
class Listener {
  readonly #mayGoBack: () => boolean;

  constructor(mayGoBack: () => boolean) {
    this.#mayGoBack = mayGoBack;
  }

  readonly known = new Map<string, KubeObject>();
  readonly mistakes: string[] = [];

  readonly handler = {
    added: (object: KubeObject) => {
      this.#check(!this.known.has(objectKey(object)), 'added twice', object);
      this.known.set(objectKey(object), object);
    },
    updated: (object: KubeObject, old: KubeObject) => {
      const known = this.known.get(objectKey(object));
      this.#check(known === old, 'updated from another', object);
      this.#check(
        known?.metadata.uid === object.metadata.uid,
        'updated into another',
        object,
      );
      this.#check(
        this.#mayGoBack() ||
          Number(known?.metadata.resourceVersion) <
            Number(object.metadata.resourceVersion),
        'went back',
        object,
      );
      this.known.set(objectKey(object), object);
    },
    deleted: (object: KubeObject) => {
      const known = this.known.get(objectKey(object));
      this.#check(
        known?.metadata.uid === object.metadata.uid,
        'deleted another',
        object,
      );
      this.known.delete(objectKey(object));
    },
  };

  #check(holds: boolean, what: string, { metadata }: KubeObject): void {
    if (!holds) {
      this.mistakes.push(`${what}: ${metadata.name} ${metadata.uid}`);
    }
  }
}

type Step =
  | { do: 'write' | 'delete' | 'recreate'; name: string }
  | { do: 'bookmark' | 'compact' | 'expireWatches' | 'cut' | 'reset' }
  | { do: 'copy' | 'restore' }
  | { do: 'failLists'; count: number }
  | { do: 'breathe'; ms: number };

const name = fc.constantFrom(...NAMES);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('write' as const, 'delete' as const),
      name,
    }),
  },
  fc.record({ do: fc.constant('recreate' as const), name }),
  fc.record({
    do: fc.constantFrom(
      'bookmark' as const,
      'compact' as const,
      'expireWatches' as const,
      'cut' as const,
      'reset' as const,
      'copy' as const,
      'restore' as const,
    ),
  }),
  fc.record({
    do: fc.constant('failLists' as const),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('breathe' as const),
      ms: fc.constantFrom(0, 10, 1_000, 95_000),
    }),
  },
);

/** Lets time pass, and what is on its way arrive before and after. */
async function breathe(clock: FakeClock, ms: number): Promise<void> {
  for (let turn = 0; turn < ARRIVAL_TURNS; turn++) {
    await clock.flush();
  }
  await clock.advance(ms);
}

function play(server: ModelServer, action: Step, clock: FakeClock) {
  switch (action.do) {
    case 'write':
    case 'delete':
    case 'recreate':
      return server[action.do](action.name);
    case 'failLists':
      server.failingLists = action.count;
      return undefined;
    case 'breathe':
      return breathe(clock, action.ms);
    default:
      return server[action.do]();
  }
}

/** Plays the steps, lets everything come to rest, and tells who knows what by then. */
async function follow(steps: readonly Step[]) {
  const clock = new FakeClock();
  const model = new ModelServer();
  const server = await ScriptedServer.start(model.script);
  const transport = server.transport({ clock });
  const informer = new Informer<KubeObject>({
    client: new KubeClient({ transport }),
    resource: THINGS,
    clock,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    random: () => 0.5,
  });
  const listener = new Listener(() => model.restored);
  informer.addHandler(listener.handler);
  const stop = new AbortController();
  const running = informer.run(stop.signal);
  try {
    const inStep = () =>
      informer.synced &&
      summaries(informer.store.list()).join() === model.view().join();
    const comeToRest = async (patienceMs: number) => {
      for (let waited = 0; waited <= patienceMs && !inStep(); waited += 1_000) {
        if (waited % BOOKMARK_INTERVAL_MS === 0) {
          model.bookmark();
        }
        for (let turn = 0; turn < 4 && !inStep(); turn++) {
          await clock.flush();
        }
        await clock.advance(inStep() ? 0 : 1_000);
      }
    };
    NAMES.forEach(each => model.write(each));
    model.copy();
    await comeToRest(LONGEST_RECOVERY_MS);
    for (const action of steps) {
      await play(model, action, clock);
    }
    // The server has recovered: every pause and every time-out ends.
    model.failingLists = 0;
    await comeToRest(LONGEST_RECOVERY_MS);
    const recovered = inStep();
    // From then on the watch alone must deliver changes, long before the next list.
    NAMES.forEach(each => model.write(each));
    model.delete(NAMES[0]);
    model.recreate(NAMES[1]);
    await comeToRest(IDLE_TIMEOUT_MS / 2);
    return {
      recovered,
      server: model.view(),
      store: summaries(informer.store.list()),
      listener: summaries(listener.known.values()),
      mistakes: listener.mistakes,
    };
  } finally {
    stop.abort();
    await running;
    transport.close();
    await server.stop();
  }
}

describe('Informer', () => {
  it('comes to see what the server has, whatever happens on the way, and says so step by step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
        const { recovered, server, store, listener, mistakes } = await follow(
          steps,
        );
        expect(recovered).toBe(true);
        expect(store).toEqual(server);
        expect(listener).toEqual(server);
        expect(mistakes).toEqual([]);
      }),
      {
        numRuns: 40,
        examples: [
          // The server has written more versions than the watch had seen before.
          [
            [
              { do: 'recreate', name: 'a' },
              { do: 'breathe', ms: 1_000 },
              { do: 'restore' },
              { do: 'delete', name: 'b' },
              { do: 'write', name: 'c' },
              { do: 'write', name: 'd' },
            ],
          ],
          // Events from before a cut must not be delivered again.
          [
            [
              { do: 'write', name: 'a' },
              { do: 'write', name: 'a' },
              { do: 'breathe', ms: 0 },
              { do: 'cut' },
              { do: 'breathe', ms: 1_000 },
            ],
          ],
        ],
        // Socket timing differs between runs of one script, so shrinking is of little use.
        endOnFailure: true,
      },
    );
  }, 60_000);
});
