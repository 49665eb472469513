import fs from 'node:fs/promises';
import path from 'node:path';
import { sleep } from '../process';

/** One start at a time fills the cache; the others wait and find what it left. */
export class CacheLock {
  static async acquire(
    directory: string,
    onWait: (holder: number) => void,
  ): Promise<CacheLock> {
    await fs.mkdir(directory, { recursive: true });
    const file = path.join(directory, '.lock');
    for (let told = false; ; told = true) {
      try {
        await fs.writeFile(file, String(process.pid), { flag: 'wx' });
        return new CacheLock(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
          throw error;
        }
      }
      const holder = Number(await fs.readFile(file, 'utf8').catch(() => ''));
      if (holder && !isAlive(holder)) {
        await fs.rm(file, { force: true });
        continue;
      }
      if (!told) {
        onWait(holder);
      }
      await sleep(500);
    }
  }

  private constructor(private readonly file: string) {}

  async release(): Promise<void> {
    await fs.rm(this.file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
