import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CacheLock } from './CacheLock';

describe('CacheLock', () => {
  let directory: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'cache-lock-'));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  it('does not count the lock of a process that is gone', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    fs.writeFileSync(
      path.join(directory, '.lock'),
      JSON.stringify({ pid: gone.pid, startedAt: '1' }),
    );
    await (await CacheLock.acquire(directory)).release();
    expect(fs.readdirSync(directory)).toEqual([]);
  });

  it('does not count the lock of a process whose pid another one has now', async () => {
    fs.writeFileSync(
      path.join(directory, '.lock'),
      JSON.stringify({ pid: process.pid, startedAt: '1' }),
    );
    await (await CacheLock.acquire(directory)).release();
    expect(fs.readdirSync(directory)).toEqual([]);
  });

  it('does not count a lock that names nobody', async () => {
    fs.writeFileSync(path.join(directory, '.lock'), '');
    await (await CacheLock.acquire(directory)).release();
    expect(fs.readdirSync(directory)).toEqual([]);
  });

  it('stops waiting when it is aborted', async () => {
    const held = await CacheLock.acquire(directory);
    const stop = new AbortController();
    const waiting = CacheLock.acquire(directory, {
      onWait: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await held.release();
  });
});
