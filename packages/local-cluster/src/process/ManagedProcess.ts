import fs from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Reaper } from './Reaper';

/** Signals a process group. Returns false if it has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The last lines of a text file. Empty if it cannot be read. */
export function tailOfFile(file: string, lines: number): string {
  try {
    return fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  } catch {
    return '';
  }
}

export interface ManagedProcessOptions {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  logFile: string;
  reaper: Reaper;
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

/**
 * A child process in its own process group, registered with the reaper, with its output in a file.
 * A Ctrl-C in the terminal does not reach it, so that it can be stopped in order.
 */
export class ManagedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly pid: number | undefined;
  /** Resolves when the process has ended, for any reason. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  #exit: ProcessExit | undefined;

  static start(options: ManagedProcessOptions): ManagedProcess {
    return new ManagedProcess(options);
  }

  private constructor(options: ManagedProcessOptions) {
    const { name, command, args, cwd, env, logFile, reaper } = options;
    if (reaper.closed) {
      throw new Error(
        `${name} was not started because the local cluster is stopping`,
      );
    }
    this.name = name;
    this.logFile = logFile;
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    const log = fs.openSync(logFile, 'a', 0o600);
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    this.pid = child.pid;
    if (child.pid !== undefined) {
      reaper.register(child.pid);
    }
    this.exited = new Promise(resolve => {
      const settle = (exit: ProcessExit) => {
        this.#exit ??= exit;
        if (child.pid !== undefined) {
          signalGroup(child.pid, 'SIGKILL');
          reaper.unregister(child.pid);
        }
        resolve(this.#exit);
      };
      child.on('error', error => settle({ code: null, signal: null, error }));
      child.on('exit', (code, signal) => settle({ code, signal }));
    });
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  /** The reason of its end, with the last lines of its log. */
  describeExit(): string {
    const { code, signal, error } = this.#exit ?? {};
    const how =
      error?.message ?? (signal ? `signal ${signal}` : `code ${code}`);
    return `${this.name} ended (${how}); its log ${
      this.logFile
    } ends:\n${tailOfFile(this.logFile, 12)}`;
  }

  /** Sends SIGKILL to the group. Resolves when it has ended. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** Sends a signal to the group if it still runs. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined && !this.#exit) {
      signalGroup(this.pid, signal);
    }
  }

  /** Sends SIGTERM to the group, and SIGKILL after the grace time. Resolves when it has ended. */
  async stop(graceMs = 5000): Promise<void> {
    if (this.pid === undefined || this.#exit) {
      return;
    }
    const { pid } = this;
    signalGroup(pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}
