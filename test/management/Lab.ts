import { LocalCluster, LocalClusterOptions } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AuditLog } from '../audit/AuditLog';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { ManagementApi } from './ManagementApi';

/** A management cluster of its own for one test file, and `dpf-controllers` beside it. */
export class Lab {
  /** Starts the cluster with our stand-in for Kamaji. */
  static async start(
    options: Pick<LocalClusterOptions, 'light' | 'deployDir'> = {},
  ): Promise<Lab> {
    const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-lab-'));
    const cluster = LocalCluster.create({
      stateDir,
      kamaji: false,
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

  /** Starts `dpf-controllers` with their own identity, by another way to the API server where one is given. */
  startControllers(
    options: { kubeconfig?: string; args?: string[] } = {},
  ): ControllersProcess {
    const controllers = ControllersProcess.start({
      kubeconfigFile: options.kubeconfig
        ? this.writeFile('controllers.kubeconfig', options.kubeconfig)
        : this.cluster.controllersKubeconfigFile,
      tenantProxyUrl: this.cluster.proxyUrl,
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
