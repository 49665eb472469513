import {
  DpuClusterApi,
  DpuClusterRequest,
  KeepalivedSpec,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** A request in which everything is said. `version` is there only where the API has the field. */
export interface CompletedRequest
  extends Omit<
    DpuClusterRequest,
    'group' | 'keepalived' | 'kubeconfigUpload' | 'network'
  > {
  /** Of the request as it was sent. */
  requestDigest: string;
  requestedBy: string;
  managementCluster: string;
  api: DpuClusterApi;
  namespace: string;
  owner: string;
  maxNodes: number;
  /** kamaji, where the API has no field for the version: the one that it gets, where that is known. */
  givenVersion?: string;
  /** Name of the network the endpoint came from. */
  network?: string;
  keepalived?: KeepalivedSpec;
}
