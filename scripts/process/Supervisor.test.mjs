import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Supervisor } from './Supervisor.mjs';

const READY = "process.stdout.write('ready\\n');";
const FOREVER = 'setInterval(() => {}, 1000);';

function startNode(supervisor, dir, name, script, options = {}) {
  let announce;
  const ready = new Promise(resolve => {
    announce = resolve;
  });
  const process = supervisor.start({
    name,
    command: 'node',
    args: ['-e', script],
    cwd: dir,
    logFile: join(dir, `${name}.log`),
    onStdoutLine: announce,
    ...options,
  });
  return { ...process, ready };
}

function alive(pid) {
  try {
    // An orphan nobody waits for stays as a zombie; it does not live.
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1][0];
    return state !== 'Z';
  } catch {
    return false;
  }
}

describe('Supervisor', () => {
  let dir;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'supervisor-'));
  });
  after(() => rmSync(dir, { recursive: true }));

  it('ends processes last first', async () => {
    const supervisor = new Supervisor();
    const first = startNode(supervisor, dir, 'first', READY + FOREVER);
    const second = startNode(supervisor, dir, 'second', READY + FOREVER);
    await Promise.all([first.ready, second.ready]);
    const order = [];
    first.exited.then(() => order.push('first'));
    second.exited.then(() => order.push('second'));
    await supervisor.stop();
    assert.deepEqual(order, ['second', 'first']);
  });

  it('kills a process that ignores SIGTERM after its grace time', async () => {
    const supervisor = new Supervisor();
    const stubborn = startNode(
      supervisor,
      dir,
      'stubborn',
      `process.on('SIGTERM', () => {});${READY}${FOREVER}`,
      { graceMs: 50 },
    );
    await stubborn.ready;
    await supervisor.stop();
    assert.equal((await stubborn.exited).signal, 'SIGKILL');
  });

  it('tells which process ended unasked, and the end of its log', async () => {
    const supervisor = new Supervisor();
    startNode(supervisor, dir, 'broken', "console.log('why');process.exit(3)");
    const exit = await supervisor.firstUnexpectedExit;
    assert.equal(exit.name, 'broken');
    assert.equal(exit.code, 3);
    await supervisor.stop();
    assert.match(readFileSync(join(dir, 'broken.log'), 'utf8'), /why/);
  });

  it('tells only who asked for it of an end, and adds to the log of before', async () => {
    const supervisor = new Supervisor();
    let first;
    supervisor.firstUnexpectedExit.then(exit => {
      first = exit;
    });
    for (const text of ['once', 'twice']) {
      const exit = await new Promise(resolve => {
        startNode(
          supervisor,
          dir,
          'again',
          `console.log('${text}');process.exit(3)`,
          {
            append: true,
            onUnexpectedExit: resolve,
          },
        );
      });
      assert.deepEqual([exit.name, exit.code], ['again', 3]);
    }
    await supervisor.stop();
    assert.equal(first, undefined);
    assert.equal(readFileSync(join(dir, 'again.log'), 'utf8'), 'once\ntwice\n');
  });

  it('says how a command ended, after its last line', async () => {
    const supervisor = new Supervisor();
    const lines = [];
    const exit = await supervisor.run({
      name: 'command',
      command: 'node',
      args: ['-e', "console.error('why');process.exitCode = 3"],
      cwd: dir,
      onStderrLine: line => lines.push(line),
    });
    assert.deepEqual([exit.code, lines], [3, ['why']]);
    await supervisor.stop();
  });

  it('ends a command that still runs, and starts nothing more', async () => {
    const supervisor = new Supervisor();
    let announce;
    const ready = new Promise(resolve => {
      announce = resolve;
    });
    const command = {
      name: 'command',
      command: 'node',
      args: ['-e', READY + FOREVER],
      cwd: dir,
      onStdoutLine: announce,
    };
    const running = supervisor.run(command);
    await ready;
    await supervisor.stop();
    assert.equal((await running).signal, 'SIGTERM');
    await assert.rejects(
      supervisor.run(command),
      /because everything is stopping/,
    );
  });

  it(
    'leaves nothing behind when it is killed',
    { skip: process.platform !== 'linux' && 'reads /proc' },
    async () => {
      const script = `
        import { Supervisor } from ${JSON.stringify(
          new URL('./Supervisor.mjs', import.meta.url).href,
        )};
        const supervisor = new Supervisor();
        const child = supervisor.start({
          name: 'child', command: 'node', cwd: ${JSON.stringify(dir)},
          args: ['-e', ${JSON.stringify(READY + FOREVER)}],
          logFile: ${JSON.stringify(join(dir, 'orphan.log'))},
          onStdoutLine: () => process.stdout.write(child.pid + '\\n'),
        });`;
      const owner = spawn('node', ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = await once(owner.stdout.setEncoding('utf8'), 'data');
      const pid = Number(line);
      assert.ok(alive(pid));
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      const deadline = Date.now() + 5_000;
      while (alive(pid) && Date.now() < deadline) {
        await new Promise(resolve => setImmediate(resolve));
      }
      assert.equal(alive(pid), false);
    },
  );
});
