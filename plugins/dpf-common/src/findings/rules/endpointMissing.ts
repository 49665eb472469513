import { isKamaji, isStarting } from '../clusterState';
import { FindingRule } from './FindingRule';

/** A kamaji cluster without a VIP. */
export const endpointMissing: FindingRule = cluster => {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!isKamaji(cluster) || !isStarting(cluster) || vip) {
    return undefined;
  }
  return {
    code: 'EndpointMissing',
    severity: 'error',
    blocking: true,
    sentence: 'No VIP is set, so the control plane cannot get an address.',
    remedy: 'Choose a network, or set a VIP.',
    who: 'owner',
  };
};
