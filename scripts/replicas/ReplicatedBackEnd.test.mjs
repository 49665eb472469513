import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ReplicatedBackEnd, replicasOf } from './ReplicatedBackEnd.mjs';

const KILLED = { code: null, signal: 'SIGKILL' };

describe('replicasOf', () => {
  it('gives each back end a port after that of the load balancer', () => {
    assert.deepEqual(
      replicasOf({ replicas: 2, backendPort: 7007 }).map(({ port }) => port),
      [7008, 7009],
    );
    assert.deepEqual(replicasOf({ backendPort: 7007 }), []);
  });
});

describe('ReplicatedBackEnd', () => {
  let running;
  afterEach(() => running?.stop());

  /** Back ends that end when `end` is called. Nothing answers at their ports. */
  function prepare(options = {}) {
    const lines = [];
    const starts = [];
    const exits = new Map();
    const supervisor = {
      isStopping: false,
      started: [],
      start: process => supervisor.started.push(process),
    };
    running = new ReplicatedBackEnd({
      supervisor,
      progress: { line: text => lines.push(text) },
      options: {
        replicas: 2,
        backendPort: 0,
        port: 0,
        postgres: 'postgresql://db/portal',
        roles: [],
        stateDir: '/state',
        ...options,
      },
      restartPauseMs: 0,
      launch: async ({ name }, more) => {
        starts.push({ name, ...more });
        exits.set(name, more.onUnexpectedExit);
      },
    });
    const end = (name, exit = KILLED) => exits.get(name)({ name, ...exit });
    const started = async count => {
      while (starts.length < count) {
        await nextTurn();
      }
    };
    return { lines, starts, supervisor, end, started };
  }
  const target = {
    portalKubeconfig: 'portal',
    controllersKubeconfig: 'ctl',
    proxyUrl: 'http://127.0.0.1:9',
  };

  it('starts the first back end alone, and all with one database', async () => {
    const { starts } = prepare();
    await running.start({ PATH: '/bin' }, target);
    assert.deepEqual(
      starts.map(({ name, env }) => [
        name,
        env.POD_NAME,
        JSON.parse(env.APP_CONFIG_backend_database_connection),
      ]),
      [
        ['back end 1', 'replica-1', 'postgresql://db/portal'],
        ['back end 2', 'replica-2', 'postgresql://db/portal'],
      ],
    );
  });

  it('runs the controllers beside them, with their own identity and only the roles that were asked for', async () => {
    const { supervisor } = prepare({ roles: ['kamaji', 'static'] });
    await running.start({}, target);
    const [{ name, args }] = supervisor.started;
    assert.equal(name, 'dpf-controllers');
    assert.match(
      args.join(' '),
      /--kubeconfig ctl --roles kamaji,static --tenant-proxy http:\/\/127\.0\.0\.1:9$/,
    );
  });

  it('starts a back end again that ended, keeps its log, and says so', async () => {
    const { lines, starts, end, started } = prepare();
    await running.start({}, target);
    end('back end 2');
    await started(3);
    assert.deepEqual([starts[2].name, starts[2].append], ['back end 2', true]);
    assert.match(lines.at(-1), /back end 2 ended with SIGKILL.*started again/);
  });

  it('leaves one down that does not become ready, and fails with the last one', async () => {
    const { lines, end, started } = prepare();
    await running.start({}, target);
    let failure;
    running.failure.then(exit => {
      failure = exit;
    });
    let count = 2;
    for (const name of ['back end 1', 'back end 2']) {
      assert.equal(failure, undefined);
      for (let again = 0; again < 3; again++) {
        end(name);
        await started(++count);
      }
      end(name, { code: 1, signal: null });
      await nextTurn();
      assert.match(
        lines.at(-1),
        new RegExp(`${name} ended with code 1 again.*stays down`),
      );
    }
    assert.equal(failure.name, 'back end 2');
  });

  it('fails with a back end that ends before all are ready', async () => {
    const { end, started } = prepare();
    const never = running.start({}, target);
    await started(1);
    end('back end 1', { code: 1, signal: null });
    assert.deepEqual(await running.failure, {
      name: 'back end 1',
      code: 1,
      signal: null,
    });
    await never;
  });
});
