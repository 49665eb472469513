import {
  AssignableDpus,
  DpuClusterApi,
  DpuClusterRequest,
  KeepalivedSpec,
  NewCluster,
  describeNewCluster,
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
  /** The version that the cluster gets, and who decides on it; absent where it is not known. */
  shownVersion?: NewCluster['version'];
  /** The key of the label that identifies the cluster, where the platform configured one. */
  clusterLabel?: string;
  /** Name of the network the endpoint came from. */
  network?: string;
  keepalived?: KeepalivedSpec;
}

/** Says what a request creates, in one sentence. */
export function summaryOf(
  request: CompletedRequest,
  assignableDpus?: AssignableDpus,
): string {
  return describeNewCluster({
    ...request,
    version: request.shownVersion,
    assignableDpus,
  });
}
