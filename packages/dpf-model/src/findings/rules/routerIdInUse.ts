import { DpuCluster } from '../../cluster/DpuCluster';
import {
  ClaimsWorld,
  betterClaimant,
  rivalName,
  runningRival,
} from '../claims';
import { isKamaji, keepalivedName, keyOf } from '../clusterState';
import { Finding } from '../Finding';

/**
 * Another cluster has the better claim to the virtual router id, or both run with it. Another interface is probably
 * another segment, so there it is only a warning. `holder` is the remembered holder on this interface, if there is one.
 *
 * @public
 */
export function routerIdInUse(
  cluster: DpuCluster,
  world: ClaimsWorld,
  holder?: DpuCluster,
): Finding | undefined {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!isKamaji(cluster) || keepalived?.virtualRouterID === undefined) {
    return undefined;
  }
  const { virtualRouterID: id, interface: nic } = keepalived;
  const anywhere = { kind: 'routerId' as const, virtualRouterID: id };
  const here = { ...anywhere, interface: nic };
  const beside = runningRival(cluster, here, world);
  const sameInterface = beside ?? betterClaimant(cluster, here, world, holder);
  const other = sameInterface ?? betterClaimant(cluster, anywhere, world);
  if (!other) {
    return undefined;
  }
  const name = rivalName(other, cluster);
  const evidence = { virtualRouterID: id, usedBy: keyOf(other) };
  const remedy =
    'Set another virtualRouterID; a request without one gets the next free id.';
  if (!sameInterface) {
    const otherNic = other.spec.clusterEndpoint?.keepalived?.interface;
    return {
      code: 'RouterIdInUse',
      severity: 'warning',
      blocking: false,
      sentence: `${name} also uses virtual router ID ${id}, on ${otherNic}. If both interfaces are on one network segment, both VIPs can become unreachable.`,
      remedy,
      who: 'platform',
      evidence,
    };
  }
  return {
    code: 'RouterIdInUse',
    severity: 'error',
    blocking: !beside,
    sentence: `This cluster and ${name} use virtual router ID ${id} on ${nic}. Both VIPs can become unreachable.`,
    remedy: beside
      ? `Set another virtualRouterID, then delete DaemonSet ${keepalivedName(
          cluster.metadata.name,
        )}; it is recreated.`
      : remedy,
    who: 'platform',
    evidence,
  };
}
