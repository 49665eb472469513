import {
  ConfigMap,
  DaemonSet,
  Dpu,
  DpuCluster,
  KeepalivedValues,
  KubeNode,
  Service,
  TenantControlPlane,
  canonicalAddress,
  nodeAddresses,
  readKeepalivedConfig,
  readVendorKeepalived,
  serviceAddresses,
} from '@dpf-portal/dpf-model';
import { Indexers } from '@dpf-portal/kube-controller';

/** The index key of an address: the same for every spelling. Text that is no address is its own key. */
export function addressKey(address: string): string {
  return canonicalAddress(address) ?? address;
}

function keepalivedOf(cluster: DpuCluster) {
  return cluster.spec.clusterEndpoint?.keepalived;
}

/** The name of the Secret that has, or will have, the cluster's kubeconfig. @public */
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
 * The indexes by which DPUs are looked up: by the DPU cluster that they are assigned to, and those that have none.
 *
 * @public
 */
export const DPU_INDEXERS: Indexers<Dpu> = {
  cluster: ({ spec }) =>
    spec?.cluster?.name
      ? [`${spec.cluster.namespace}/${spec.cluster.name}`]
      : [],
  unassigned: ({ spec }) => (spec?.cluster?.name ? [] : ['']),
};

export const TCP_INDEXERS: Indexers<TenantControlPlane> = {
  address: ({ spec }) =>
    spec?.networkProfile?.address
      ? [addressKey(spec.networkProfile.address)]
      : [],
};

function keepalivedKeys(values: KeepalivedValues | undefined) {
  const { vip, virtualRouterID } = values ?? {};
  return {
    vip: vip ? [addressKey(vip)] : [],
    routerId: virtualRouterID ? [virtualRouterID] : [],
  };
}

export const SERVICE_INDEXERS: Indexers<Service> = {
  address: serviceAddresses,
};

export const NODE_INDEXERS: Indexers<KubeNode> = { address: nodeAddresses };

/** The indexes by which a keepalived of this portal is looked up: by its configuration. */
export const KEEPALIVED_CONFIG_INDEXERS: Indexers<ConfigMap> = {
  vip: configMap => keepalivedKeys(readKeepalivedConfig(configMap)).vip,
  routerId: configMap =>
    keepalivedKeys(readKeepalivedConfig(configMap)).routerId,
};

/** The indexes by which a keepalived of DPF's own manager is looked up: by its variables. */
export const VENDOR_KEEPALIVED_INDEXERS: Indexers<DaemonSet> = {
  vip: daemonSet => keepalivedKeys(readVendorKeepalived(daemonSet)).vip,
  routerId: daemonSet =>
    keepalivedKeys(readVendorKeepalived(daemonSet)).routerId,
};
