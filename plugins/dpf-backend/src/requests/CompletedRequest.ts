import {
  DpuClusterApi,
  DpuClusterPurpose,
  KeepalivedSpec,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** A request in which everything is said. */
export interface CompletedRequest {
  requestId: string;
  /** Of the request as it was sent. */
  requestDigest: string;
  requestedBy: string;
  managementCluster: string;
  api: DpuClusterApi;
  namespace: string;
  name: string;
  type: string;
  owner: string;
  purpose?: DpuClusterPurpose;
  /** RFC 3339. */
  expires?: string;
  templateRef?: string;
  maxNodes: number;
  /** Only where the API has the field. */
  version?: string;
  /** kamaji, where the API has no such field: the version that it gets, where that is known. */
  givenVersion?: string;
  labels?: Record<string, string>;
  /** Name of the network the endpoint came from. */
  network?: string;
  keepalived?: KeepalivedSpec;
  /** Name of the Secret, in the cluster's namespace. */
  kubeconfigSecret?: string;
}
