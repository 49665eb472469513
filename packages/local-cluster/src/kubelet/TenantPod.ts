import { KubeClient, systemClock } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import path from 'node:path';
import { probe } from '../controlPlane/probe';
import { findFreePort } from '../process/findFreePort';
import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';
import { fillVolume } from './fillVolume';
import { processArguments } from './processArguments';
import { Deployment } from './workloads';

export interface TenantPodOptions {
  client: KubeClient;
  deployment: Deployment;
  /** Hash of the pod template; distinguishes the pods of one Deployment. */
  hash: string;
  binary: string;
  directory: string;
  logFile: string;
  /** Proxy through which tenants call webhooks of the management cluster. */
  proxyUrl: string;
  reaper: Reaper;
  /** Called when `ready` or `dead` has changed. */
  onChange: () => void;
}

const CONTAINER = 'kube-apiserver';
const STARTING_PROBE_MS = 200;
const STEADY_PROBE_MS = 2000;
const FAILURES_UNTIL_NOT_READY = 3;

/**
 * Runs the API server of a tenant control plane as a process. One process represents all replicas; the scheduler and
 * the controller-manager of the pod do not run.
 */
export class TenantPod {
  readonly hash: string;
  readonly port: number;
  ready = false;
  readonly #process: ManagedProcess;
  readonly #stopping = new AbortController();
  readonly #options: TenantPodOptions;

  static async start(options: TenantPodOptions): Promise<TenantPod> {
    const { client, deployment, directory } = options;
    const { namespace = '' } = deployment.metadata;
    const { spec } = deployment.spec.template;
    const container = spec.containers.find(({ name }) => name === CONTAINER);
    if (!container) {
      throw new Error(`The pod template has no container ${CONTAINER}`);
    }
    const directoryOf = (volume: string) => path.join(directory, volume);
    for (const volume of spec.volumes ?? []) {
      await fillVolume(client, namespace, volume, directoryOf(volume.name));
    }
    const mounts = (container.volumeMounts ?? []).map(mount => ({
      mountPath: mount.mountPath,
      directory: directoryOf(mount.name),
    }));
    const port = await findFreePort();
    const child = ManagedProcess.start({
      name: `${namespace}/${deployment.metadata.name}`,
      command: options.binary,
      args: processArguments(container, mounts, port),
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        HTTPS_PROXY: options.proxyUrl,
      },
      logFile: options.logFile,
      reaper: options.reaper,
    });
    return new TenantPod(options, port, child);
  }

  private constructor(
    options: TenantPodOptions,
    port: number,
    child: ManagedProcess,
  ) {
    this.#options = options;
    this.hash = options.hash;
    this.port = port;
    this.#process = child;
    child.exited.then(() => {
      this.ready = false;
      this.#stopping.abort();
      fs.rm(options.directory, { recursive: true, force: true }).catch(
        () => {},
      );
      options.onChange();
    });
    this.#watchReadiness();
  }

  get dead(): boolean {
    return this.#process.hasExited;
  }

  describeExit(): string {
    return this.#process.describeExit();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#process.stop();
  }

  async #watchReadiness(): Promise<void> {
    const { signal } = this.#stopping;
    let everReady = false;
    for (let failures = 0; !signal.aborted; ) {
      const answered = await probe({ port: this.port, path: '/readyz' });
      failures = answered ? 0 : failures + 1;
      everReady ||= answered;
      const ready =
        answered || (this.ready && failures < FAILURES_UNTIL_NOT_READY);
      if (ready !== this.ready && !signal.aborted) {
        this.ready = ready;
        this.#options.onChange();
      }
      await systemClock.sleep(
        everReady ? STEADY_PROBE_MS : STARTING_PROBE_MS,
        signal,
      );
    }
  }
}
