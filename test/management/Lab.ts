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
  /** Another way to the API server, as the text of a kubeconfig. */
  kubeconfig?: string;
  /** Another way to the DPU clusters. */
  tenantProxyUrl?: string;
  /** Further command line arguments. */
  args?: string[];
}

/** A management cluster of its own for one test file, and `dpf-controllers` beside it. */
export class Lab {
  /** Starts the cluster, with our stand-in where no Kamaji is named, and with DPF's kinds as of 24.10 where nothing else is. */
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
  private readonly started: ControllersProcess[] = [];

  private constructor(
    private readonly stateDir: string,
    readonly cluster: LocalCluster,
  ) {
    this.api = ManagementApi.fromKubeConfig(cluster.kubeConfig);
    this.audit = new AuditLog(cluster.auditLogFile);
  }

  /** Starts `dpf-controllers` with their own identity. All of them log to one file. */
  startControllers(options: StartControllersOptions = {}): ControllersProcess {
    const nth = this.started.length + 1;
    const controllers = ControllersProcess.start({
      kubeconfigFile: options.kubeconfig
        ? this.writeFile(`controllers-${nth}.kubeconfig`, options.kubeconfig)
        : this.cluster.controllersKubeconfigFile,
      tenantProxyUrl: options.tenantProxyUrl ?? this.cluster.proxyUrl,
      args: options.args,
      logFile: path.join(this.stateDir, 'dpf-controllers.log'),
    });
    this.started.push(controllers);
    return controllers;
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.map(controllers => controllers.stop()));
    this.api.close();
    await this.cluster.stop();
    fs.rmSync(this.stateDir, { recursive: true, force: true });
  }

  private writeFile(name: string, text: string): string {
    const file = path.join(this.stateDir, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}
