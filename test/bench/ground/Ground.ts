import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { DefinitionShape, LocalCluster } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { ManagementApi } from '../../management/ManagementApi';
import { Usage, readUsage } from '../process/readUsage';
import { benchCluster } from './benchCluster';
import { ClusterWatch } from './ClusterWatch';

const NAMESPACE = 'team-a';

/** A new API server with a Kamaji stand-in that answers immediately, for one subject. */
export class Ground {
  static async open(options: {
    peerCrds?: string;
    shape?: DefinitionShape;
  }): Promise<Ground> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-bench-'));
    const cluster = LocalCluster.create({
      stateDir: path.join(directory, 'cluster'),
      kamaji: false,
      light: true,
      // The vendor's definitions if the vendor's controllers are measured too.
      definitions: options.peerCrds
        ? [options.peerCrds]
        : definitionsOf(options.shape ?? 'dpf-24.10'),
    });
    await cluster.start();
    const ground = new Ground(directory, cluster);
    await ground.watch.whenSynced();
    return ground;
  }

  readonly api: ManagementApi;
  readonly watch: ClusterWatch;
  /** The proxy through which subjects reach DPU clusters. */
  tenantProxyUrl: string;

  private constructor(
    readonly directory: string,
    readonly cluster: LocalCluster,
  ) {
    this.api = ManagementApi.fromKubeConfig(cluster.kubeConfig);
    this.watch = new ClusterWatch(this.api.client);
    this.tenantProxyUrl = cluster.proxyUrl;
  }

  /** Creates this number of clusters as fast as one client can. */
  async create(
    prefix: string,
    from: number,
    count: number,
    namespace = NAMESPACE,
  ): Promise<DpuCluster[]> {
    return await Promise.all(
      Array.from({ length: count }, (_, i) =>
        this.api.createCluster(namespace, benchCluster(prefix, from + i)),
      ),
    );
  }

  async delete(clusters: readonly DpuCluster[]): Promise<void> {
    const resource = ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released);
    await Promise.all(
      clusters.map(({ metadata: { namespace, name } }) =>
        this.api.client.delete(resource, { namespace, name }),
      ),
    );
  }

  usageOf(name: 'kube-apiserver' | 'etcd'): Usage {
    const found = this.cluster.processes.find(child => child.name === name);
    return readUsage(found?.pid ? [found.pid] : []);
  }

  /** Writes a file. @returns its path. */
  writeFile(name: string, text: string): string {
    const file = path.join(this.directory, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  logFile(name: string): string {
    return path.join(this.directory, `${name}.log`);
  }

  async close(): Promise<void> {
    await this.watch.stop();
    this.api.close();
    await this.cluster.stop();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
