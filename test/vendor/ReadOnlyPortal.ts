import {
  DpuCluster,
  Finding,
  FindingCode,
  findingsOf,
} from '@dpf-portal/dpf-model';
import {
  ManagementClusterConnection,
  observedRoles,
} from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';
import { eventually } from '../portal/eventually';
import { VendorLab } from './VendorLab';

/** A problem must become a finding within this time. */
const PROMISED_MS = 30_000;
const SYNC_MS = 60_000;

/** A portal that watches with its own identity and runs no role. */
export class ReadOnlyPortal {
  static async start(vendorLab: VendorLab): Promise<ReadOnlyPortal> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(vendorLab.lab.cluster.portalKubeconfigFile);
    const connection = ManagementClusterConnection.create({
      name: 'lab',
      kubeConfig,
      tenantAccess: { mode: 'proxy', proxyUrl: vendorLab.tenantProxyUrl },
    });
    const portal = new ReadOnlyPortal(connection);
    if (!(await connection.whenSynced({ timeoutMs: SYNC_MS }))) {
      await portal.stop();
      throw new Error('The portal could not see the management cluster');
    }
    return portal;
  }

  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  readonly #connection: ManagementClusterConnection;

  private constructor(connection: ManagementClusterConnection) {
    this.#connection = connection;
    this.#running = connection.run(this.#stopping.signal);
  }

  /** The current findings of a cluster. */
  findings({ metadata }: DpuCluster): Finding[] {
    const live = this.#connection.clusterByUid(metadata.uid ?? '');
    const world = this.#connection.world(observedRoles(this.#connection));
    return live ? findingsOf(live, world) : [];
  }

  /** Resolves with the finding of this code when `accept` returns true. Rejects after half a minute. */
  async findingWhen(
    cluster: DpuCluster,
    code: FindingCode,
    accept: (finding: Finding) => boolean = () => true,
    timeoutMs = PROMISED_MS,
  ): Promise<Finding> {
    const from = Date.now();
    const { name } = cluster.metadata;
    try {
      const finding = await eventually(
        `${code} of ${name} is reported`,
        async () =>
          this.findings(cluster).find(f => f.code === code && accept(f)),
        { timeoutMs },
      );
      process.stdout.write(
        `  ${code} of ${name} after ${Date.now() - from} ms: ${
          finding.sentence
        }\n`,
      );
      return finding;
    } catch (error) {
      throw new Error(
        `${error}; reported instead: ${JSON.stringify(this.findings(cluster))}`,
      );
    }
  }

  /** Resolves when the cluster has no finding of this code any more. */
  async noMore(cluster: DpuCluster, code: FindingCode): Promise<void> {
    await eventually(`${code} of ${cluster.metadata.name} is over`, async () =>
      this.findings(cluster).every(finding => finding.code !== code)
        ? true
        : undefined,
    );
  }

  /** Resolves when the portal's own check of the cluster's API has succeeded. */
  async sawHealthy({ metadata }: DpuCluster): Promise<void> {
    const uid = metadata.uid ?? '';
    await eventually(`${metadata.name} is seen to answer`, async () =>
      this.#connection.observation(uid)?.health === 'healthy'
        ? true
        : undefined,
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}
