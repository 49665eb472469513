import { betterClaim, isKamaji, keyOf, runningRival } from '../clusterState';
import { FindingRule } from './FindingRule';

/** Another cluster has the better claim to the VIP, or uses it beside this one. */
export const addressInUse: FindingRule = (cluster, world) => {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!isKamaji(cluster) || !vip) {
    return undefined;
  }
  const claimants = world.clustersByVip(vip);
  const beside = runningRival(cluster, claimants, world);
  if (beside) {
    return {
      code: 'AddressInUse',
      severity: 'error',
      blocking: false,
      sentence: `${vip} is the address of ${keyOf(
        beside,
      )} too, and both run: whoever connects may reach the wrong one.`,
      remedy: 'Retire one of them; a running cluster keeps its address.',
      who: 'platform',
      evidence: { vip, usedBy: keyOf(beside) },
    };
  }
  const other = betterClaim(cluster, claimants, world);
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
