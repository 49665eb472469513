import fs from 'node:fs/promises';
import { isAlive } from '../process';

interface Holder {
  pid: number;
  /** Tells a process from a later one with the same pid, where the system can. */
  startedAt?: string;
}

/** Keeps two processes out of one state directory; the lock of a killed one does not count. */
export class StateLock {
  static async acquire(file: string): Promise<StateLock> {
    const holder = await readHolder(file);
    if (
      holder &&
      holder.pid !== process.pid &&
      isAlive(holder.pid) &&
      (await startOf(holder.pid)) === holder.startedAt
    ) {
      throw new Error(
        `Process ${holder.pid} runs the local cluster of this state directory; end it first`,
      );
    }
    const own: Holder = {
      pid: process.pid,
      startedAt: await startOf(process.pid),
    };
    await fs.writeFile(file, JSON.stringify(own));
    return new StateLock(file);
  }

  private constructor(private readonly file: string) {}

  async release(): Promise<void> {
    await fs.rm(this.file, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** When a process started, in ticks since boot: field 22 of its stat line. Linux only. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
