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
  /** The CONNECT proxy to the tenants. */
  proxyUrl: string;
  /** The namespace of its leader election. */
  leaderElectionNamespace: string;
  /** For its log. */
  directory: string;
}

/** Runs one of the vendor's controllers as a process, like in a pod. */
export class VendorController {
  static start(options: VendorControllerOptions): VendorController {
    const { role, directory, leaderElectionNamespace } = options;
    // The folder for tenants' kubeconfigs, which the controller does not create.
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

  readonly #child: ChildProcess;

  private constructor(readonly role: ControllerRole, child: ChildProcess) {
    this.#child = child;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Stops the process like Kubernetes (SIGTERM). */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.running) {
      const exited = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exited;
    }
  }
}
