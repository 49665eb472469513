import {
  DpuClusterApi,
  DpuClusterRequest,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';

/** A request with all values filled in. `version` is set only if the API has the field. */
export interface CompletedRequest
  extends Omit<
    DpuClusterRequest,
    'group' | 'keepalived' | 'kubeconfigUpload' | 'network'
  > {
  /** The digest of the request as it was sent. */
  requestDigest: string;
  requestedBy: string;
  managementCluster: string;
  api: DpuClusterApi;
  namespace: string;
  owner: string;
  maxNodes: number;
  /** Type kamaji, if the API has no field for the version: the version that it gets, if it is known. */
  givenVersion?: string;
  /** The key of the label that identifies the cluster, where the platform configured one. */
  clusterLabel?: string;
  /** Name of the network the endpoint came from. */
  network?: string;
  keepalived?: KeepalivedSpec;
}

/** Describes what a request creates, in one sentence. */
export function summaryOf(request: CompletedRequest): string {
  const { keepalived, network } = request;
  const parts = [
    `Namespace ${request.namespace} on ${request.managementCluster}, owner ${request.owner}, up to ${request.maxNodes} DPUs`,
    keepalived &&
      `VIP ${keepalived.vip} with virtual router ${
        keepalived.virtualRouterID
      } on ${keepalived.interface}${network ? ` (network ${network})` : ''}`,
    (request.version ?? request.givenVersion) &&
      `Kubernetes ${request.version ?? request.givenVersion}`,
    request.kubeconfigSecret && `kubeconfig in ${request.kubeconfigSecret}`,
    request.expires && `expires ${request.expires.slice(0, 10)}`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
