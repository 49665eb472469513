import {
  Dpu,
  DpuCluster,
  TenantControlPlane,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Indexers, KubeObject } from '@dpf-portal/kube-controller';
import ipaddr from 'ipaddr.js';
import net from 'node:net';

/** One spelling for one address; what is no address stays as it is. */
export function canonicalAddress(address: string): string {
  // Dotted decimals are what nearly all are, and are spelled in one way only.
  if (net.isIPv4(address) || !ipaddr.isValid(address)) {
    return address;
  }
  return ipaddr.parse(address).toString();
}

function keepalivedOf(cluster: DpuCluster) {
  return cluster.spec.clusterEndpoint?.keepalived;
}

/** The Secret that a cluster's kubeconfig is, or will be, in. */
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
    return vip ? [canonicalAddress(vip)] : [];
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

export const DPU_INDEXERS: Indexers<Dpu> = {
  cluster: ({ spec }) =>
    spec?.cluster?.name
      ? [`${spec.cluster.namespace}/${spec.cluster.name}`]
      : [],
};

export const TCP_INDEXERS: Indexers<TenantControlPlane> = {
  address: ({ spec }) =>
    spec?.networkProfile?.address
      ? [canonicalAddress(spec.networkProfile.address)]
      : [],
};

/** Uids of the owners of an object. */
export function ownerUids(object: KubeObject): string[] {
  return (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
