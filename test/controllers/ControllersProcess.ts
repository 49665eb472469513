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
    return new ControllersProcess(child);
  }

  private constructor(private readonly child: ChildProcess) {}

  /** Stops it in its tracks, as a hypervisor that takes the CPU away does. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await exited;
    }
  }

  /** Ends it as Kubernetes would, and resolves with its exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
    return this.child.exitCode;
  }
}
