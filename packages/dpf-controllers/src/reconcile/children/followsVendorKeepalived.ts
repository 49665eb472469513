import {
  DaemonSet,
  Endpoint,
  readVendorKeepalived,
} from '@dpf-portal/dpf-model';
import { subsetEquals } from '@dpf-portal/kube-controller';
import ipaddr from 'ipaddr.js';

/** Does keepalived as DPF's own manager made it carry this endpoint, on the nodes it should? */
export function followsVendorKeepalived(
  daemonSet: DaemonSet,
  endpoint: Endpoint,
  port: number,
): boolean {
  const told = readVendorKeepalived(daemonSet);
  const { nodeSelector = {} } = daemonSet.spec?.template?.spec ?? {};
  return (
    told?.interface === endpoint.interface &&
    told.virtualRouterID === String(endpoint.virtualRouterID) &&
    told.port === String(port) &&
    told.vip !== undefined &&
    ipaddr.isValid(told.vip) &&
    ipaddr.parse(told.vip).toString() === endpoint.vip &&
    subsetEquals(nodeSelector, endpoint.nodeSelector) &&
    subsetEquals(endpoint.nodeSelector, nodeSelector)
  );
}
