import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { FindingRule } from './FindingRule';

/** A kamaji cluster without a VIP. One that runs keeps its address: that is for `addressImmutable`. */
export const endpointMissing: FindingRule = (cluster, world) => {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!isKamaji(cluster) || vip || ownControlPlaneOf(cluster, world)) {
    return undefined;
  }
  return {
    code: 'EndpointMissing',
    severity: 'error',
    blocking: true,
    // As the first release wrote it: an update writes to no cluster.
    sentence:
      'No VIP was given (spec.clusterEndpoint.keepalived), so the control plane cannot get an address.',
    remedy: 'Choose a network, or set a VIP.',
    who: 'owner',
  };
};
