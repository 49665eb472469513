import { betterClaim, isKamaji, keyOf, runningRival } from '../clusterState';
import { FindingRule } from './FindingRule';

/**
 * Another cluster has the better claim to the virtual router id, or uses it beside this one. On another interface that is probably another segment,
 * so there it is a warning only.
 */
export const routerIdInUse: FindingRule = (cluster, world) => {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!isKamaji(cluster) || keepalived?.virtualRouterID === undefined) {
    return undefined;
  }
  const { virtualRouterID: id, interface: nic } = keepalived;
  const claimants = world.clustersByRouterId(id);
  const onInterface = claimants.filter(
    other => other.spec.clusterEndpoint?.keepalived?.interface === nic,
  );
  const beside = runningRival(cluster, onInterface, world);
  const sameInterface = beside ?? betterClaim(cluster, onInterface, world);
  const other = sameInterface ?? betterClaim(cluster, claimants, world);
  if (!other) {
    return undefined;
  }
  const evidence = { virtualRouterID: id, usedBy: keyOf(other) };
  const remedy =
    'Take another virtual router id: a request without one gets the next free.';
  if (!sameInterface) {
    const otherNic = other.spec.clusterEndpoint?.keepalived?.interface;
    return {
      code: 'RouterIdInUse',
      severity: 'warning',
      blocking: false,
      sentence: `Virtual router ${id} is used by ${keyOf(
        other,
      )} too, on ${otherNic}. If both are on one segment, their addresses could jump between hosts.`,
      remedy,
      who: 'platform',
      evidence,
    };
  }
  return {
    code: 'RouterIdInUse',
    severity: 'error',
    blocking: !beside,
    sentence: `Virtual router ${id} is used by ${keyOf(
      other,
    )}; both addresses could jump between hosts.`,
    remedy: beside
      ? 'Retire one of them, or give it another virtual router id and keepalived anew.'
      : remedy,
    who: 'platform',
    evidence,
  };
};
