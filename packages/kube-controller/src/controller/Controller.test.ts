import { Controller, ControllerOptions } from './Controller';
import { ServerGate } from '../gate/ServerGate';
import {
  KubeApiError,
  KubeUnreachableError,
  TerminalError,
} from '../rest/errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedServer } from '../testing/ScriptedServer';

describe('Controller', () => {
  let clock: FakeClock;
  let stop: AbortController;
  let running: Promise<void>;
  beforeEach(() => {
    clock = new FakeClock();
    stop = new AbortController();
    running = Promise.resolve();
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  function start(options: Omit<ControllerOptions, 'name' | 'clock'>) {
    const controller = new Controller({ name: 'test', clock, ...options });
    running = controller.run(stop.signal);
    return controller;
  }

  it('goes on with other keys when one throws, and retries that one', async () => {
    const seen: string[] = [];
    const controller = start({
      concurrency: 1,
      reconcile: key => {
        seen.push(key);
        if (key === 'bad') {
          throw new Error('before any await');
        }
        return Promise.resolve();
      },
    });
    controller.enqueue('bad');
    controller.enqueue('good');
    await controller.settled();
    expect(seen).toEqual(['bad', 'good']);
    await clock.advance(5);
    await controller.settled();
    expect(seen).toEqual(['bad', 'good', 'bad']);
  });

  it('does not retry a terminal error until the next event', async () => {
    const errors: unknown[] = [
      new TerminalError('no'),
      new KubeApiError({ status: 422, method: 'PATCH', path: '/' }),
    ];
    let calls = 0;
    const controller = start({
      reconcile: async () => {
        throw errors[calls++];
      },
    });
    controller.enqueue('a');
    await controller.settled();
    await clock.advance(120_000);
    expect(calls).toBe(1);
    controller.enqueue('a');
    await controller.settled();
    await clock.advance(120_000);
    expect(calls).toBe(2);
  });

  it('starts over soon after a stale read', async () => {
    let calls = 0;
    const controller = start({
      reconcile: async () => {
        if (++calls === 1) {
          throw new KubeApiError({
            status: 409,
            reason: 'Conflict',
            method: 'PATCH',
            path: '/',
          });
        }
      },
    });
    controller.enqueue('a');
    await controller.settled();
    await clock.advance(10);
    await controller.settled();
    expect(calls).toBe(2);
  });

  it('brings a key back after requeueAfterMs', async () => {
    let calls = 0;
    const controller = start({
      reconcile: async () => {
        calls++;
        return { requeueAfterMs: 10_000 };
      },
    });
    controller.enqueue('a');
    await controller.settled();
    await clock.advance(9_999);
    expect(calls).toBe(1);
    await clock.advance(1);
    await controller.settled();
    expect(calls).toBe(2);
  });

  it('never works on one key twice at once', async () => {
    let active = 0;
    let most = 0;
    const ends: Array<() => void> = [];
    const controller = start({
      concurrency: 4,
      reconcile: async () => {
        most = Math.max(most, ++active);
        await new Promise<void>(resolve => ends.push(resolve));
        active--;
      },
    });
    controller.enqueue('a');
    await clock.flush();
    controller.enqueue('a');
    await clock.flush();
    expect(ends).toHaveLength(1);
    ends[0]();
    await clock.flush();
    expect(ends).toHaveLength(2);
    ends[1]();
    await controller.settled();
    expect(most).toBe(1);
  });

  it('aborts a reconcile at its deadline and frees the worker of one that does not listen', async () => {
    let signalOfSlow: AbortSignal | undefined;
    let endSlow = () => {};
    const seen: string[] = [];
    const controller = start({
      concurrency: 1,
      timeoutMs: 1000,
      reconcile: async (key, { signal }) => {
        seen.push(key);
        if (key === 'slow' && !signalOfSlow) {
          signalOfSlow = signal;
          await new Promise<void>(resolve => {
            endSlow = resolve;
          });
        }
      },
    });
    controller.enqueue('slow');
    await clock.flush();
    controller.enqueue('other');
    controller.enqueue('slow');
    await clock.advance(999);
    expect(signalOfSlow?.aborted).toBe(false);
    await clock.advance(1);
    expect(signalOfSlow?.aborted).toBe(true);
    expect(seen).toEqual(['slow', 'other']);
    endSlow();
    await controller.settled();
    expect(seen).toEqual(['slow', 'other', 'slow']);
  });

  it('pauses while the server is away', async () => {
    const server = await ScriptedServer.start(({ json }) => json(500, {}));
    const serverGate = new ServerGate({
      transport: server.transport({ clock }),
      clock,
    });
    const seen: string[] = [];
    const controller = start({
      serverGate,
      random: () => 1,
      reconcile: async key => {
        seen.push(key);
      },
    });
    serverGate.reportFailure(
      new KubeUnreachableError('refused', { code: 'ECONNREFUSED' }),
    );
    controller.enqueue('a');
    await clock.advance(900);
    expect(seen).toEqual([]);
    serverGate.reportSuccess();
    await clock.advance(499);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual(['a']);
    serverGate.dispose();
    await server.stop();
  });

  it('resolves run only after the reconciles under way have ended', async () => {
    let end = () => {};
    let ended = false;
    const controller = start({
      reconcile: async () => {
        await new Promise<void>(resolve => {
          end = resolve;
        });
      },
    });
    void running.then(() => {
      ended = true;
    });
    controller.enqueue('a');
    await clock.flush();
    stop.abort();
    await clock.flush();
    expect(ended).toBe(false);
    end();
    await clock.flush();
    expect(ended).toBe(true);
  });
});
