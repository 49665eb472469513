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
  logFile: string;
}

/** What a process takes up, as the kernel counts it. */
export interface ResourceUsage {
  rssMegabytes: number;
  sockets: number;
}

/** `dpf-controllers` as a process of its own, as it runs without Backstage. */
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
      { stdio: ['ignore', log, log] },
    );
    fs.closeSync(log);
    return new ControllersProcess(child, options.logFile);
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends it as Kubernetes would, and resolves with its exit code. */
  async stop(): Promise<number | null> {
    // One that was stopped with SIGSTOP would never hear of it.
    this.child.kill('SIGCONT');
    await this.end('SIGTERM');
    return this.child.exitCode;
  }

  /** SIGKILL: nothing is flushed, released or said goodbye to. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGSTOP: the whole process stands still, its event loop included, until `resume`. */
  suspend(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  usage(): ResourceUsage {
    const proc = `/proc/${this.child.pid}`;
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

  /** What it has logged, and others that log to the same file. */
  log(): string {
    return fs.readFileSync(this.logFile, 'utf8');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.hasEnded) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
  }
}

function isSocket(descriptor: string): boolean {
  try {
    return fs.readlinkSync(descriptor).startsWith('socket:');
  } catch {
    // Closed since the directory was read.
    return false;
  }
}
