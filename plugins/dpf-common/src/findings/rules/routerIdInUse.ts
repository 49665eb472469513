import {
  betterClaim,
  isKamaji,
  keepalivedNameOf,
  keyOf,
  runningRival,
} from '../clusterState';
import { FindingRule } from './FindingRule';

/**
 * Another cluster has the better claim to the virtual router id, or both run with it. Another interface is probably another
 * segment, so there it is only a warning.
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
    'Set another virtualRouterID; a request without one gets the next free id.';
  if (!sameInterface) {
    const otherNic = other.spec.clusterEndpoint?.keepalived?.interface;
    return {
      code: 'RouterIdInUse',
      severity: 'warning',
      blocking: false,
      sentence: `${keyOf(
        other,
      )} also uses virtual router ID ${id}, on ${otherNic}. If both interfaces are on one network segment, both VIPs can become unreachable.`,
      remedy,
      who: 'platform',
      evidence,
    };
  }
  return {
    code: 'RouterIdInUse',
    severity: 'error',
    blocking: !beside,
    sentence: `This cluster and ${keyOf(
      other,
    )} use virtual router ID ${id} on ${nic}. Both VIPs can become unreachable.`,
    remedy: beside
      ? `Set another virtualRouterID, then delete DaemonSet ${keepalivedNameOf(
          cluster,
        )}; it is recreated.`
      : remedy,
    who: 'platform',
    evidence,
  };
};
