import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

export interface CommandOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
}

const LOG_LINES = 60;
const GRACE_MS = 20_000;

/** Runs commands, each with a log file. Running commands are stopped when the script ends. */
export class Commands {
  readonly #running = new Set<ChildProcess>();

  readonly #logs: string;

  constructor(logs: string) {
    this.#logs = logs;
    fs.mkdirSync(logs, { recursive: true });
    process.on('exit', () => this.#signalAll('SIGKILL'));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => process.exit(1));
    }
  }

  /**
   * Runs a command until it ends.
   *
   * @throws Error with the end of its output if it fails or takes too long.
   */
  async run(
    name: string,
    [command, ...args]: string[],
    { timeoutMs, ...options }: CommandOptions & { timeoutMs: number },
  ): Promise<void> {
    const { child, log } = this.#spawn(name, command, args, options);
    const limit = setTimeout(() => this.#signal(child, 'SIGKILL'), timeoutMs);
    const [code, signal] = await once(child, 'exit');
    clearTimeout(limit);
    if (code !== 0) {
      throw new Error(
        `${name} ended with ${signal ?? `code ${code}`}; ${log} ends:\n${tail(
          log,
        )}`,
      );
    }
  }

  /** Starts a long-running command. `failure` rejects when it ends. */
  start(
    name: string,
    [command, ...args]: string[],
    options: CommandOptions,
  ): { stop(): Promise<void>; assertRuns(): void } {
    const { child, log } = this.#spawn(name, command, args, options);
    const ended = once(child, 'exit');
    return {
      assertRuns: () => {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`${name} has ended; ${log} ends:\n${tail(log)}`);
        }
      },
      stop: async () => {
        this.#signal(child, 'SIGTERM');
        const limit = setTimeout(
          () => this.#signal(child, 'SIGKILL'),
          GRACE_MS,
        );
        await ended;
        clearTimeout(limit);
        // Child processes that it did not stop.
        this.#signal(child, 'SIGKILL');
      },
    };
  }

  #spawn(
    name: string,
    command: string,
    args: string[],
    { cwd, env = process.env }: CommandOptions,
  ) {
    const log = path.join(this.#logs, `${name.replaceAll(' ', '-')}.log`);
    const fd = fs.openSync(log, 'a');
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', fd, fd],
    });
    fs.closeSync(fd);
    this.#running.add(child);
    return { child, log };
  }

  /** Signals the whole process group, because yarn starts the actual program as a child. */
  #signal({ pid }: ChildProcess, signal: NodeJS.Signals): void {
    try {
      if (pid !== undefined) {
        process.kill(-pid, signal);
      }
    } catch {
      // The group has already ended.
    }
  }

  #signalAll(signal: NodeJS.Signals): void {
    this.#running.forEach(child => this.#signal(child, signal));
  }
}

function tail(file: string): string {
  return fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-LOG_LINES)
    .join('\n');
}
