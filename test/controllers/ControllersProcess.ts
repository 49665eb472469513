import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

const executable = path.resolve(
  __dirname,
  '../../packages/dpf-controllers/bin/dpf-controllers',
);

/** @see ControllersProcess.start */
export interface ControllersProcessOptions {
  kubeconfigFile: string;
  /** Default: DPU clusters are reached directly. */
  tenantProxyUrl?: string;
  /** Further command line arguments. */
  args?: string[];
  /** The whole environment besides PATH. Default: the one of the tests. */
  env?: NodeJS.ProcessEnv;
  logFile: string;
}

/** Memory and file descriptors of a process, from the kernel. */
export interface ResourceUsage {
  rssMegabytes: number;
  sockets: number;
}

/** Runs `dpf-controllers` as a separate process, without Backstage. */
export class ControllersProcess {
  static start(options: ControllersProcessOptions): ControllersProcess {
    const log = fs.openSync(options.logFile, 'a');
    const child = spawn(
      process.execPath,
      [
        executable,
        '--kubeconfig',
        options.kubeconfigFile,
        ...(options.tenantProxyUrl
          ? ['--tenant-proxy', options.tenantProxyUrl]
          : []),
        ...(options.args ?? []),
      ],
      {
        stdio: ['ignore', log, log],
        ...(options.env && { env: { PATH: process.env.PATH, ...options.env } }),
      },
    );
    fs.closeSync(log);
    return new ControllersProcess(child, options.logFile);
  }

  readonly #child: ChildProcess;
  readonly #logFile: string;

  private constructor(child: ChildProcess, logFile: string) {
    this.#child = child;
    this.#logFile = logFile;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Stops the process like Kubernetes (SIGTERM). Resolves with its exit code. */
  async stop(): Promise<number | null> {
    // A process that is stopped by SIGSTOP would not receive SIGTERM.
    this.#child.kill('SIGCONT');
    await this.#end('SIGTERM');
    return this.#child.exitCode;
  }

  /** Sends SIGKILL: nothing is flushed or released. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Sends SIGSTOP: the whole process pauses, including its event loop, until `resume`. */
  suspend(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  usage(): ResourceUsage {
    const proc = `/proc/${this.#child.pid}`;
    const [, kilobytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`${proc}/status`, 'utf8')) ??
      [];
    const sockets = fs
      .readdirSync(`${proc}/fd`)
      .filter(fd => isSocket(`${proc}/fd/${fd}`));
    return {
      rssMegabytes: Math.round(Number(kilobytes) / 1024),
      sockets: sockets.length,
    };
  }

  /** The log of the process, and of others that use the same file. */
  log(): string {
    return fs.readFileSync(this.#logFile, 'utf8');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.hasEnded) {
      const exited = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exited;
    }
  }
}

function isSocket(descriptor: string): boolean {
  try {
    return fs.readlinkSync(descriptor).startsWith('socket:');
  } catch {
    // The file was closed after the directory was read.
    return false;
  }
}
