import { betterClaim, isKamaji, keyOf } from '../clusterState';
import { FindingRule } from './FindingRule';

/** Another cluster has the better claim to the VIP. */
export const addressInUse: FindingRule = (cluster, world) => {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!isKamaji(cluster) || !vip) {
    return undefined;
  }
  const other = betterClaim(cluster, world.clustersByVip(vip), world);
  if (!other) {
    return undefined;
  }
  return {
    code: 'AddressInUse',
    severity: 'error',
    blocking: true,
    sentence: `${vip} belongs to ${keyOf(other)}. ${
      other.metadata.name
    } is untouched; this cluster does not start.`,
    remedy: 'Take another VIP: a request without one gets the next free.',
    who: 'owner',
    evidence: { vip, usedBy: keyOf(other) },
  };
};
