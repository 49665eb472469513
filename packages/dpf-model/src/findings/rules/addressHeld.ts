import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import {
  AddressHolder,
  describeHolder,
  foreignHolder,
} from '../addressHolders';
import { isKamaji } from '../clusterState';
import { claimedAddressOf, runningAddressOf } from '../endpoint';
import { Finding } from '../Finding';
import { kubectlObject, patchCluster, stepOn } from '../phrases';
import { World } from '../World';

/** The parts of World that say what has a cluster's address. @public */
export type AddressHoldersWorld = Pick<
  World,
  'addressHolders' | 'tenantControlPlane'
>;

/** The command that shows what has the address; empty where that is on no cluster of Kubernetes, or on another one. */
function lookAt(holder: AddressHolder): string {
  switch (holder.kind) {
    case 'Node':
      return ` Look at it: ${kubectlObject('describe', 'node', holder)}.`;
    case 'Service':
      return ` Look at it: ${kubectlObject('describe', 'service', holder)}.`;
    case 'ApiServer':
      return ` Look at it: ${kubectlObject(
        'describe',
        `dpuclusters.${groupOf(holder.cluster)}`,
        holder.cluster.metadata,
      )}.`;
    default:
      return '';
  }
}

/**
 * The VIP is the address of something that is no control plane: a node, a Service, an API server. A cluster that does
 * not run yet cannot start with it. One that runs keeps its VIP, so the finding does not block it.
 *
 * @public
 */
export function addressHeld(
  cluster: DpuCluster,
  world: AddressHoldersWorld,
): Finding | undefined {
  const vip = claimedAddressOf(cluster, world);
  if (!isKamaji(cluster) || !vip) {
    return undefined;
  }
  const runs = runningAddressOf(cluster, world) !== undefined;
  const holder = foreignHolder(world.addressHolders(vip), cluster, runs);
  // The kubeconfig of a cluster that runs may be registered as a static cluster too: it leads to the same API server.
  if (!holder || (runs && holder.kind === 'ApiServer')) {
    return undefined;
  }
  const what = describeHolder(holder);
  const found = {
    code: 'AddressInUse' as const,
    severity: 'error' as const,
    evidence: { vip, usedBy: what },
  };
  if (runs) {
    return {
      ...found,
      blocking: false,
      sentence: `VIP ${vip} is also ${what}: clients may reach the wrong server.`,
      remedy: `${
        holder.kind === 'OtherSite'
          ? 'Retire one of the two clusters'
          : `Change ${what}`
      }; a running cluster keeps its VIP.${lookAt(holder)}`,
      who: 'platform',
    };
  }
  return {
    ...found,
    blocking: true,
    sentence: `VIP ${vip} is ${what}. This cluster cannot start.`,
    remedy: `${stepOn(
      cluster,
      'Set a VIP that is free',
      patchCluster(cluster, {
        spec: { clusterEndpoint: { keepalived: { vip: 'ADDRESS' } } },
      }),
    )}. A request without a VIP gets the next free address.`,
    who: 'owner',
  };
}
