import { LocalCluster, LocalClusterOptions } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AuditLog } from '../audit/AuditLog';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { definitionsOf } from '../fixtures/clusterDefinition';
import { ManagementApi } from './ManagementApi';

/** @see Lab.start */
export interface LabOptions
  extends Pick<
    LocalClusterOptions,
    | 'light'
    | 'kamaji'
    | 'kamajiDefinitions'
    | 'definitions'
    | 'deployDir'
    | 'nodePorts'
  > {}

/** @see Lab.startControllers */
export interface StartControllersOptions {
  /** The kubeconfig text of another route to the API server. */
  kubeconfig?: string;
  /** The URL of another proxy to the DPU clusters. */
  tenantProxyUrl?: string;
  /** Further command line arguments. */
  args?: string[];
}

/** A separate management cluster for one test file, with `dpf-controllers`. */
export class Lab {
  /** Starts the cluster. Default: the Kamaji stand-in and the definitions of DPF 24.10. */
  static async start(options: LabOptions = {}): Promise<Lab> {
    const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-lab-'));
    const cluster = LocalCluster.create({
      stateDir: path.join(stateDir, 'cluster'),
      kamaji: false,
      definitions: definitionsOf('dpf-24.10'),
      ...options,
    });
    await cluster.start();
    return new Lab(stateDir, cluster);
  }

  readonly api: ManagementApi;
  readonly audit: AuditLog;
  readonly #started: ControllersProcess[] = [];

  readonly #stateDir: string;

  private constructor(stateDir: string, readonly cluster: LocalCluster) {
    this.#stateDir = stateDir;
    this.api = ManagementApi.fromKubeConfig(cluster.kubeConfig);
    this.audit = new AuditLog(cluster.auditLogFile);
  }

  /** Starts `dpf-controllers` with its own identity. All instances log to one file. */
  startControllers(options: StartControllersOptions = {}): ControllersProcess {
    const nth = this.#started.length + 1;
    const controllers = ControllersProcess.start({
      kubeconfigFile: options.kubeconfig
        ? this.#writeFile(`controllers-${nth}.kubeconfig`, options.kubeconfig)
        : this.cluster.controllersKubeconfigFile,
      tenantProxyUrl: options.tenantProxyUrl ?? this.cluster.proxyUrl,
      args: options.args,
      logFile: path.join(this.#stateDir, 'dpf-controllers.log'),
    });
    this.#started.push(controllers);
    return controllers;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.map(controllers => controllers.stop()));
    this.api.close();
    await this.cluster.stop();
    fs.rmSync(this.#stateDir, { recursive: true, force: true });
  }

  #writeFile(name: string, text: string): string {
    const file = path.join(this.#stateDir, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}
