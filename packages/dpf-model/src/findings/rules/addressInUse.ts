import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import {
  ClaimsWorld,
  betterClaimant,
  rivalName,
  runningRival,
} from '../claims';
import { isKamaji, keyOf } from '../clusterState';
import { claimedAddressOf } from '../endpoint';
import { Finding } from '../Finding';
import { leftBehindWith } from '../leftBehind';
import { patchCluster, stepOn } from '../phrases';
import { addressHeld } from './addressHeld';
import { occupied } from './occupied';

function setAnother(cluster: DpuCluster): string {
  return `${stepOn(
    cluster,
    'Set another VIP',
    patchCluster(cluster, {
      spec: { clusterEndpoint: { keepalived: { vip: 'ADDRESS' } } },
    }),
  )}. A request without a VIP gets the next free address.`;
}

/**
 * The VIP is that of a control plane or a keepalived without a cluster. One of the cluster's own name is for
 * `childNameTaken`.
 *
 * @public
 */
export function addressLeftBehind(
  cluster: DpuCluster,
  world: ClaimsWorld,
): Finding | undefined {
  const vip = claimedAddressOf(cluster, world);
  if (!isKamaji(cluster) || !vip) {
    return undefined;
  }
  const left = leftBehindWith({ kind: 'vip', vip }, cluster, world);
  return (
    left &&
    occupied(`VIP ${vip}`, left, cluster, world, {
      code: 'AddressInUse',
      another: setAnother(cluster),
      clash: 'clients may reach the wrong API server',
      evidence: { vip },
    })
  );
}

/**
 * Another cluster has the better claim to the VIP, both run with it, or it is not free yet. `holder` is the remembered
 * holder, if there is one.
 *
 * @public
 */
export function addressInUse(
  cluster: DpuCluster,
  world: ClaimsWorld,
  holder?: DpuCluster,
): Finding | undefined {
  const vip = claimedAddressOf(cluster, world);
  if (!isKamaji(cluster) || !vip) {
    return undefined;
  }
  const claim = { kind: 'vip' as const, vip };
  const beside = runningRival(cluster, claim, world);
  if (beside) {
    const name = rivalName(beside, cluster);
    return {
      code: 'AddressInUse',
      severity: 'error',
      blocking: false,
      sentence: `${name} and this cluster both run with VIP ${vip}: clients may reach the wrong API server.`,
      remedy: `Retire one of them; a running cluster keeps its address. To see which DPUs each has, run: \`kubectl get dpus.${groupOf(
        cluster,
      )} -A -o wide\`.`,
      who: 'platform',
      evidence: { vip, usedBy: keyOf(beside) },
    };
  }
  const other = betterClaimant(cluster, claim, world, holder);
  if (!other) {
    return addressHeld(cluster, world) ?? addressLeftBehind(cluster, world);
  }
  return {
    code: 'AddressInUse',
    severity: 'error',
    blocking: true,
    sentence: `VIP ${vip} is used by ${rivalName(
      other,
      cluster,
    )}, which is not affected. This cluster cannot start.`,
    remedy: setAnother(cluster),
    who: 'owner',
    evidence: { vip, usedBy: keyOf(other) },
  };
}
