import { DpuCluster } from '../../cluster/DpuCluster';
import {
  ClaimsWorld,
  betterClaimant,
  rivalName,
  runningRival,
} from '../claims';
import { isKamaji, keyOf } from '../clusterState';
import { keepalivedName } from '../ownership';
import { editCluster, kubectlObject } from '../phrases';
import { Finding } from '../Finding';
import { leftBehindWith } from '../leftBehind';
import { occupied } from './occupied';

function setAnother(cluster: DpuCluster): string {
  return `Set another virtualRouterID: ${editCluster(
    cluster,
  )}. A request without one gets the next free id.`;
}

/**
 * The virtual router id is that of a keepalived without a cluster, on the same interface.
 *
 * @public
 */
export function routerIdLeftBehind(
  cluster: DpuCluster,
  world: ClaimsWorld,
): Finding | undefined {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!isKamaji(cluster) || keepalived?.virtualRouterID === undefined) {
    return undefined;
  }
  const { virtualRouterID, interface: nic } = keepalived;
  const left = leftBehindWith(
    { kind: 'routerId', virtualRouterID, interface: nic },
    cluster,
    world,
  );
  return (
    left &&
    occupied(
      `Virtual router ID ${virtualRouterID} on ${nic}`,
      left,
      cluster,
      world,
      {
        code: 'RouterIdInUse',
        another: setAnother(cluster),
        clash: 'both VIPs can become unreachable',
        evidence: { virtualRouterID },
      },
    )
  );
}

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
  if (!sameInterface) {
    const left = routerIdLeftBehind(cluster, world);
    if (left) {
      return left;
    }
  }
  if (!other) {
    return undefined;
  }
  const name = rivalName(other, cluster);
  const evidence = { virtualRouterID: id, usedBy: keyOf(other) };
  if (!sameInterface) {
    const otherNic = other.spec.clusterEndpoint?.keepalived?.interface;
    return {
      code: 'RouterIdInUse',
      severity: 'warning',
      blocking: false,
      sentence: `${name} also uses virtual router ID ${id}, on ${otherNic}. If both interfaces are on one network segment, both VIPs can become unreachable.`,
      remedy: setAnother(cluster),
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
      ? `Set another virtualRouterID: ${editCluster(
          cluster,
        )}. Then delete the DaemonSet, which is recreated: ${kubectlObject(
          'delete',
          'DaemonSet',
          {
            namespace: cluster.metadata.namespace,
            name: keepalivedName(cluster.metadata.name),
          },
        )}.`
      : setAnother(cluster),
    who: 'platform',
    evidence,
  };
}
