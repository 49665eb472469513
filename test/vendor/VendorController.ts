import { ControllerRole } from '@dpf-portal/dpf-model';
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { asPod } from './asPod';

const BINARIES: Record<ControllerRole, string> = {
  kamaji: 'kamaji-cluster-manager',
  static: 'static-cluster-manager',
  provisioning: 'provisioning-dpucluster',
};

/** @see VendorController.start */
export interface VendorControllerOptions {
  role: ControllerRole;
  /** Folder with the vendor's binaries. */
  binaries: string;
  kubeconfigFile: string;
  /** The CONNECT proxy behind which the tenants are. */
  proxyUrl: string;
  /** Takes part in the election of its role there. */
  leaderElectionNamespace: string;
  /** For its log. */
  directory: string;
}

/** One of the vendor's own controllers as a process, as a pod would run it. */
export class VendorController {
  static start(options: VendorControllerOptions): VendorController {
    const { role, directory, leaderElectionNamespace } = options;
    // Where it keeps the tenants' kubeconfigs; it does not make the folder itself.
    fs.mkdirSync(path.join(os.tmpdir(), 'dpf-peer-kubeconfig'), {
      recursive: true,
    });
    const log = fs.openSync(path.join(directory, `vendor-${role}.log`), 'a');
    const { command, args } = asPod(
      leaderElectionNamespace,
      path.join(options.binaries, BINARIES[role]),
      [
        '--leader-elect',
        '--metrics-bind-address=127.0.0.1:0',
        '--health-probe-bind-address=127.0.0.1:0',
      ],
    );
    const child = spawn(command, args, {
      env: {
        PATH: process.env.PATH,
        KUBECONFIG: options.kubeconfigFile,
        HTTPS_PROXY: options.proxyUrl,
      },
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    return new VendorController(role, child);
  }

  private constructor(
    readonly role: ControllerRole,
    private readonly child: ChildProcess,
  ) {}

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it as Kubernetes would. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.running) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
  }
}
