import fs from 'node:fs/promises';
import {
  isRunning,
  ownIdentity,
  ProcessIdentity,
} from '../process/processIdentity';

/** Prevents that two processes use one state directory. The lock of a killed process is ignored. */
export class StateLock {
  static async acquire(file: string): Promise<StateLock> {
    const holder = await readHolder(file);
    if (holder && holder.pid !== process.pid && isRunning(holder)) {
      throw new Error(
        `Process ${holder.pid} runs the local cluster of this state directory. Stop it first`,
      );
    }
    await fs.writeFile(file, JSON.stringify(ownIdentity()));
    return new StateLock(file);
  }

  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  async release(): Promise<void> {
    await fs.rm(this.#file, { force: true });
  }
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
