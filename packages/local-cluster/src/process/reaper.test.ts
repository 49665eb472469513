import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const script = path.join(__dirname, 'reaper.mjs');

describe('reaper', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    children.splice(0).forEach(child => child.kill('SIGKILL'));
  });

  async function started(args: string[], stdin: 'pipe' | 'ignore') {
    const child = spawn(process.execPath, args, {
      detached: true,
      stdio: [stdin, 'pipe', 'ignore'],
    });
    children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  }

  /** The reaper, once it takes lines and its handlers of signals are there. */
  function startReaper() {
    const url = JSON.stringify(pathToFileURL(script).href);
    return started(
      ['-e', `import(${url}).then(() => console.log('up'))`],
      'pipe',
    );
  }

  /** A process group that says when it is up. */
  function startGroup(code: string) {
    return started(
      ['-e', `${code}; setInterval(() => {}, 1000); console.log('up')`],
      'ignore',
    );
  }

  it('ends registered groups when its owner is gone, the stubborn ones too', async () => {
    const reaper = await startReaper();
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
    const reaper = await startReaper();
    const other = await startGroup('');
    const gone = once(reaper, 'exit');
    reaper.stdin?.end(`+${other.pid}\n-${other.pid}\n+0\n+1\n+x\nhello\n`);
    expect(await gone).toEqual([0, null]);
    expect(other.exitCode).toBeNull();
    expect(other.signalCode).toBeNull();
  });

  it('does not end by the signals of a terminal', async () => {
    const reaper = await startReaper();
    const group = await startGroup('');
    const end = once(group, 'exit');
    const gone = once(reaper, 'exit');
    reaper.stdin?.write(`+${group.pid}\n`);
    reaper.kill('SIGINT');
    reaper.kill('SIGTERM');
    reaper.kill('SIGHUP');
    reaper.stdin?.end();
    await end;
    expect(await gone).toEqual([0, null]);
  });
});
