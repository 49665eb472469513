import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import {
  isDeleting,
  isKamaji,
  keyOf,
  ownControlPlaneOf,
  ownKeepalivedOf,
} from './clusterState';
import { Endpoint, runningAddressOf } from './endpoint';
import { World } from './World';

/**
 * What only one running cluster may have, over all API groups.
 *
 * @public
 */
export type Claim =
  | { kind: 'vip'; /** In its canonical spelling. */ vip: string }
  | {
      kind: 'routerId';
      virtualRouterID: number;
      /** Absent: on whatever interface. */
      interface?: string;
    };

/** What decides who has the better claim. @public */
export type ClaimsWorld = Pick<
  World,
  | 'clusterByUid'
  | 'clustersByVip'
  | 'clustersByRouterId'
  | 'tenantControlPlane'
  | 'tenantControlPlanesByAddress'
  | 'daemonSet'
>;

/** What a cluster with this endpoint needs for itself. @public */
export function claimsOf(endpoint: Endpoint): Claim[] {
  const { vip, virtualRouterID } = endpoint;
  return [
    { kind: 'vip', vip },
    { kind: 'routerId', virtualRouterID, interface: endpoint.interface },
  ];
}

/** It already runs with what is claimed: its own control plane has the VIP, or its own keepalived is there. */
function isIncumbent(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
): boolean {
  return claim.kind === 'vip'
    ? runningAddressOf(cluster, world) === claim.vip
    : ownKeepalivedOf(cluster, world) !== undefined;
}

/** A cluster that starts nothing, or runs with another address, competes only with what it already has. */
function mayHold(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
): boolean {
  const starts =
    isKamaji(cluster) &&
    !isDeleting(cluster) &&
    (claim.kind === 'routerId' || !ownControlPlaneOf(cluster, world));
  return starts || isIncumbent(cluster, claim, world);
}

function contendersFor(claim: Claim, world: ClaimsWorld): DpuCluster[] {
  if (claim.kind === 'routerId') {
    const { virtualRouterID, interface: nic } = claim;
    return world
      .clustersByRouterId(virtualRouterID)
      .filter(
        ({ spec }) =>
          nic === undefined ||
          spec.clusterEndpoint?.keepalived?.interface === nic,
      );
  }
  // Who runs with the address keeps it, whatever has been edited into its spec since.
  const running = world
    .tenantControlPlanesByAddress(claim.vip)
    .flatMap(({ metadata }) => metadata.ownerReferences ?? [])
    .flatMap(({ uid }) => world.clusterByUid(uid) ?? []);
  return [...world.clustersByVip(claim.vip), ...running];
}

/** Who runs with it, else who was created first, else the lower uid. */
function precedes(
  a: DpuCluster,
  b: DpuCluster,
  incumbent: (cluster: DpuCluster) => boolean,
): boolean {
  if (incumbent(a) !== incumbent(b)) {
    return incumbent(a);
  }
  const createdA = a.metadata.creationTimestamp ?? '';
  const createdB = b.metadata.creationTimestamp ?? '';
  if (createdA !== createdB) {
    return createdA < createdB;
  }
  return (a.metadata.uid ?? '') < (b.metadata.uid ?? '');
}

/**
 * Who has the best claim to a VIP or a virtual router id: the cluster itself, unless another one has a better claim.
 *
 * @public
 */
export function bestClaimant(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
): DpuCluster {
  return contendersFor(claim, world)
    .filter(
      other =>
        other.metadata.uid !== cluster.metadata.uid &&
        mayHold(other, claim, world),
    )
    .reduce(
      (best, other) =>
        precedes(other, best, candidate => isIncumbent(candidate, claim, world))
          ? other
          : best,
      cluster,
    );
}

/** The cluster with a better claim; `holder`, where somebody remembers who holds it. */
export function betterClaimant(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
  holder = bestClaimant(cluster, claim, world),
): DpuCluster | undefined {
  return holder.metadata.uid === cluster.metadata.uid ? undefined : holder;
}

/** Another cluster that runs with the same as this one, which runs too: neither was refused, and both suffer. */
export function runningRival(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
): DpuCluster | undefined {
  return isIncumbent(cluster, claim, world)
    ? contendersFor(claim, world).find(
        other =>
          other.metadata.uid !== cluster.metadata.uid &&
          isIncumbent(other, claim, world),
      )
    : undefined;
}

/** Another cluster by its name, and by its API group where that is not the same. */
export function rivalName(other: DpuCluster, cluster: DpuCluster): string {
  return groupOf(other) === groupOf(cluster)
    ? keyOf(other)
    : `${keyOf(other)} (${groupOf(other)})`;
}
