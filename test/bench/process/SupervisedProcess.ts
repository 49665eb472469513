import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const RESTART_MS = 100;
const GRACE_MS = 10_000;

export interface SupervisedProcessOptions {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  logFile: string;
}

/** A process that is restarted immediately when it ends, like the first restart by a kubelet. */
export class SupervisedProcess {
  readonly #options: SupervisedProcessOptions;
  #child: ChildProcess;
  #stopping = false;
  /** Number of restarts. */
  restarts = 0;

  static start(options: SupervisedProcessOptions): SupervisedProcess {
    return new SupervisedProcess(options);
  }

  private constructor(options: SupervisedProcessOptions) {
    this.#options = options;
    this.#child = this.#spawn();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Stops the process without a restart, by SIGKILL after a grace time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  }

  #spawn(): ChildProcess {
    const { command, args, env, cwd, logFile } = this.#options;
    const log = fs.openSync(logFile, 'a');
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    child.once('exit', () => void this.#restart());
    return child;
  }

  async #restart(): Promise<void> {
    if (this.#stopping) {
      return;
    }
    await sleep(RESTART_MS);
    if (!this.#stopping) {
      this.restarts++;
      this.#child = this.#spawn();
    }
  }
}
