import { betterClaim, isKamaji, keyOf, runningRival } from '../clusterState';
import { FindingRule } from './FindingRule';

/** Another cluster has the better claim to the VIP, or both run with it. */
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
      sentence: `${keyOf(
        beside,
      )} and this cluster both run with VIP ${vip}: clients may reach the wrong API server.`,
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
    sentence: `VIP ${vip} is used by ${keyOf(
      other,
    )}, which is not affected. This cluster cannot start.`,
    remedy:
      'Set another VIP; a request without a VIP gets the next free address.',
    who: 'owner',
    evidence: { vip, usedBy: keyOf(other) },
  };
};
