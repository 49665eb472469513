import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { DpfRequestOptions } from './DpfApi';

/** A DPU cluster as Backstage's Kubernetes plugin may see it. @public */
export interface KubernetesPluginCluster {
  managementCluster: string;
  namespace: string;
  name: string;
  /** Set where paths need `?group=`. */
  groupQualifier?: string;
  uid: string;
  /** What the Kubernetes plugin calls it: the name of the cluster's catalog entity. */
  clusterName: string;
  title: string;
  /** RFC 3339. A credential that is older has another server or authority. */
  kubeconfigChangedAt?: string;
  /** Why the plugin gets no credential for it now. Absent when it does. */
  problem?: string;
}

/** `GET /kubernetes-plugin/clusters`: those whose workloads the caller may see. @public */
export interface KubernetesPluginClusterList {
  items: KubernetesPluginCluster[];
  /** Ids of the Kubernetes plugin's credentials that have not ended. Only in answers to the plugin itself. */
  liveCredentials?: string[];
}

/**
 * `POST /dpu-clusters/:mc/:ns/:name/kubernetes-plugin-credential`. It is the only answer with the token.
 *
 * @public
 */
export interface KubernetesPluginCredential {
  id: string;
  /** `https://host:port`. */
  server: string;
  /** PEM of the authority that has signed the server's certificate, in base64. */
  caData: string;
  token: string;
  /** RFC 3339. */
  until: string;
}

/** What the module of the Kubernetes plugin asks of the dpf back end. @public */
export interface KubernetesPluginApi {
  listKubernetesPluginClusters(
    options?: DpfRequestOptions,
  ): Promise<KubernetesPluginClusterList>;
  /** Only the Kubernetes plugin itself may, not a user. */
  issueKubernetesPluginCredential(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<KubernetesPluginCredential>;
}
