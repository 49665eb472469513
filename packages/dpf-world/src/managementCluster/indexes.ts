import {
  Dpu,
  DpuCluster,
  TenantControlPlane,
  canonicalAddress,
} from '@dpf-portal/dpf-model';
import { Indexers, KubeObject } from '@dpf-portal/kube-controller';

/** The index key of an address: the same for every spelling. Text that is no address is its own key. */
export function addressKey(address: string): string {
  return canonicalAddress(address) ?? address;
}

function keepalivedOf(cluster: DpuCluster) {
  return cluster.spec.clusterEndpoint?.keepalived;
}

/** The name of the Secret that has, or will have, the cluster's kubeconfig. */
export function kubeconfigSecretName(
  cluster: DpuCluster,
  tcp?: TenantControlPlane,
): string | undefined {
  if (cluster.spec.kubeconfig) {
    return cluster.spec.kubeconfig;
  }
  return cluster.spec.type === 'kamaji'
    ? tcp?.status?.kubeconfig?.admin?.secretName ??
        `${cluster.metadata.name}-admin-kubeconfig`
    : undefined;
}

export const CLUSTER_INDEXERS: Indexers<DpuCluster> = {
  uid: cluster => (cluster.metadata.uid ? [cluster.metadata.uid] : []),
  namespace: ({ metadata }) => (metadata.namespace ? [metadata.namespace] : []),
  vip: cluster => {
    const vip = keepalivedOf(cluster)?.vip;
    return vip ? [addressKey(vip)] : [];
  },
  routerId: cluster => {
    const id = keepalivedOf(cluster)?.virtualRouterID;
    return id ? [String(id)] : [];
  },
  secret: cluster => {
    const name = kubeconfigSecretName(cluster);
    return name ? [`${cluster.metadata.namespace}/${name}`] : [];
  },
};

/**
 * The indexes by which DPUs are looked up: by the DPU cluster that they are assigned to.
 *
 * @public
 */
export const DPU_INDEXERS: Indexers<Dpu> = {
  cluster: ({ spec }) =>
    spec?.cluster?.name
      ? [`${spec.cluster.namespace}/${spec.cluster.name}`]
      : [],
};

export const TCP_INDEXERS: Indexers<TenantControlPlane> = {
  address: ({ spec }) =>
    spec?.networkProfile?.address
      ? [addressKey(spec.networkProfile.address)]
      : [],
};

/** Uids of the owners of an object. */
export function ownerUids(object: KubeObject): string[] {
  return (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
