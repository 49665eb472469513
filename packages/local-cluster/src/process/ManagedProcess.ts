import fs from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Reaper } from './Reaper';

/** Signals a whole process group; false when nobody of it is left. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The last lines of a text file; empty when it cannot be read. */
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
 * A child in a process group of its own, which the reaper knows, and whose output goes to a file.
 * A Ctrl-C in the terminal does not reach it: when it ends is our decision.
 */
export class ManagedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly pid: number | undefined;
  /** Resolves when it has ended, whoever ended it. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  #exit: ProcessExit | undefined;

  static start(options: ManagedProcessOptions): ManagedProcess {
    return new ManagedProcess(options);
  }

  private constructor(options: ManagedProcessOptions) {
    const { name, command, args, cwd, env, logFile, reaper } = options;
    if (reaper.closed) {
      throw new Error(`${name} is not started: everything is being ended`);
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

  /** Why it ended, with the last lines of its log. */
  describeExit(): string {
    const { code, signal, error } = this.#exit ?? {};
    const how =
      error?.message ?? (signal ? `signal ${signal}` : `code ${code}`);
    return `${this.name} ended (${how}); its log ${
      this.logFile
    } ends:\n${tailOfFile(this.logFile, 12)}`;
  }

  /** SIGKILL to the group; resolves when it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** Sends a signal to the group, if it is still there. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined && !this.#exit) {
      signalGroup(this.pid, signal);
    }
  }

  /** SIGTERM to the group, SIGKILL after the grace time; resolves when it is gone. */
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
