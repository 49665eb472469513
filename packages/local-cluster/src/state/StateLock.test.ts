import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StateLock } from './StateLock';

describe('StateLock', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'));
    file = path.join(directory, 'lock');
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  it('names the living process that holds it', async () => {
    const script = path.join(directory, 'hold.cjs');
    fs.writeFileSync(
      script,
      `const fs = require('fs');
       let startedAt;
       try {
         const stat = fs.readFileSync('/proc/self/stat', 'utf8');
         startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
       } catch {}
       fs.writeFileSync(${JSON.stringify(
         file,
       )}, JSON.stringify({ pid: process.pid, startedAt }));
       console.log('held');
       setInterval(() => {}, 1000);`,
    );
    const other = spawn(process.execPath, [script]);
    await once(other.stdout, 'data');
    await expect(StateLock.acquire(file)).rejects.toThrow(
      `Process ${other.pid} runs the local cluster`,
    );
    const exit = once(other, 'exit');
    other.kill('SIGKILL');
    await exit;
    await StateLock.acquire(file);
  });

  it('does not count a dead holder', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    fs.writeFileSync(file, JSON.stringify({ pid: gone.pid }));
    await StateLock.acquire(file);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')).pid).toBe(process.pid);
  });

  it('is free again when released', async () => {
    const lock = await StateLock.acquire(file);
    await lock.release();
    expect(fs.existsSync(file)).toBe(false);
  });
});
