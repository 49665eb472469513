import { DpuClusterRequest } from '@dpf-portal/backstage-plugin-dpf-common';
import { given } from './given';

/** Input of `dpf:dpu-cluster:create`, flat as a form is. */
export type CreateDpuClusterInput = {
  name: string;
  type: string;
  managementCluster?: string;
  namespace?: string;
  group?: string;
  owner?: string;
  purpose?: 'dev' | 'test' | 'prod';
  expires?: string;
  maxNodes?: number;
  version?: string;
  labels?: Record<string, string>;
  network?: string;
  vip?: string;
  virtualRouterID?: number;
  interface?: string;
  nodeSelector?: Record<string, string>;
  kubeconfigUpload?: string;
  kubeconfigSecret?: string;
};

/** The request that an input means. */
export function toDpuClusterRequest(
  input: CreateDpuClusterInput,
  task: { requestId: string; templateRef?: string },
): DpuClusterRequest {
  const {
    vip,
    virtualRouterID,
    interface: nic,
    nodeSelector,
    ...plain
  } = input;
  return given<DpuClusterRequest>({
    ...plain,
    ...task,
    keepalived: given({ vip, virtualRouterID, interface: nic, nodeSelector }),
  });
}
