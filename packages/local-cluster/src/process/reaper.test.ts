import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const script = path.join(__dirname, 'reaper.mjs');

describe('reaper', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    children.splice(0).forEach(child => child.kill('SIGKILL'));
  });

  function startReaper() {
    const child = spawn(process.execPath, [script], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    children.push(child);
    return child;
  }

  /** A process group that says when it is up. */
  async function startGroup(code: string) {
    const child = spawn(
      process.execPath,
      ['-e', `${code}; setInterval(() => {}, 1000); console.log('up')`],
      { detached: true, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  }

  it('ends registered groups when its owner is gone, the stubborn ones too', async () => {
    const reaper = startReaper();
    const polite = await startGroup('');
    const stubborn = await startGroup("process.on('SIGTERM', () => {})");
    const ends = Promise.all([once(polite, 'exit'), once(stubborn, 'exit')]);
    const gone = once(reaper, 'exit');
    reaper.stdin?.end(`+${polite.pid}\n+${stubborn.pid}\n`);
    expect(await ends).toEqual([
      [null, 'SIGTERM'],
      [null, 'SIGKILL'],
    ]);
    expect(await gone).toEqual([0, null]);
  });

  it('leaves groups alone that were unregistered, and nonsense', async () => {
    const reaper = startReaper();
    const other = await startGroup('');
    const gone = once(reaper, 'exit');
    reaper.stdin?.end(`+${other.pid}\n-${other.pid}\n+0\n+1\n+x\nhello\n`);
    expect(await gone).toEqual([0, null]);
    expect(other.exitCode).toBeNull();
    expect(other.signalCode).toBeNull();
  });

  it('does not end by the signals of a terminal', async () => {
    const reaper = startReaper();
    const group = await startGroup('');
    const end = once(group, 'exit');
    const gone = once(reaper, 'exit');
    reaper.stdin?.write(`+${group.pid}\n`);
    // By the time it has answered to its first line its handlers are there.
    const second = await startGroup('');
    reaper.kill('SIGINT');
    reaper.kill('SIGTERM');
    reaper.kill('SIGHUP');
    reaper.stdin?.end(`+${second.pid}\n`);
    await end;
    expect(await gone).toEqual([0, null]);
  });
});
