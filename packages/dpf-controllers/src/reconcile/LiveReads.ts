import { Dpu, DpuCluster, groupOf } from '@dpf-portal/dpf-model';
import { isForbidden } from '@dpf-portal/kube-controller';
import {
  DPU_INDEXERS,
  KubeconfigSecret,
  ManagementClusterConnection,
} from '@dpf-portal/dpf-world';

/** What a phase needs and World cannot say: how far the stores are to be trusted, and what is asked of the server itself. */
export interface LiveReads {
  /** DPUClusters of every served group, DPUs, control planes and keepalived objects have been listed. */
  settled(): boolean;
  /** The server was away, and its DPUClusters have not been listed since: an older copy of its data may not know them. */
  inDoubt(): boolean;
  /**
   * The DPUs that name the cluster, asked of the server: a watch may be behind. `[]` where the kind is not served,
   * `undefined` where it is and may not be read. Rejects when the server does not answer.
   */
  dpusOf(cluster: DpuCluster): Promise<readonly Dpu[] | undefined>;
  /** Reads the Secret unless it is known to be unchanged. */
  kubeconfigSecret(namespace: string, name: string): Promise<KubeconfigSecret>;
}

async function liveDpusOf(
  { stores, client }: ManagementClusterConnection,
  cluster: DpuCluster,
): Promise<readonly Dpu[] | undefined> {
  const view = stores.dpus.get(groupOf(cluster));
  if (!view?.readable) {
    return view ? undefined : [];
  }
  const { namespace, name } = cluster.metadata;
  try {
    const dpus = await client.listAll<Dpu>(view.resource);
    return dpus.filter(dpu =>
      DPU_INDEXERS.cluster(dpu).includes(`${namespace}/${name}`),
    );
  } catch (error) {
    if (isForbidden(error)) {
      return undefined;
    }
    throw error;
  }
}

/** By a connection to the management cluster. */
export function liveReadsOf(
  connection: ManagementClusterConnection,
): LiveReads {
  return {
    settled: () => connection.synced,
    inDoubt: () => connection.stores.clustersInDoubt,
    dpusOf: cluster => liveDpusOf(connection, cluster),
    kubeconfigSecret: (namespace, name) =>
      connection.readKubeconfigSecret(namespace, name),
  };
}
