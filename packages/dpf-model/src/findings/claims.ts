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
 * A value that only one running cluster may have, over all API groups.
 *
 * @public
 */
export type Claim =
  | { kind: 'vip'; /** In its canonical spelling. */ vip: string }
  | {
      kind: 'routerId';
      virtualRouterID: number;
      /** Absent: on any interface. */
      interface?: string;
    };

/** The parts of World that decide which cluster has the better claim. @public */
export type ClaimsWorld = Pick<
  World,
  | 'now'
  | 'clusterByUid'
  | 'clustersNamed'
  | 'clustersByVip'
  | 'clustersByRouterId'
  | 'tenantControlPlane'
  | 'tenantControlPlanesByAddress'
  | 'runningWithVip'
  | 'runningWithRouterId'
  | 'addressHolders'
  | 'daemonSet'
>;

/** The claims of a cluster with this endpoint. @public */
export function claimsOf(endpoint: Endpoint): Claim[] {
  const { vip, virtualRouterID } = endpoint;
  return [
    { kind: 'vip', vip },
    { kind: 'routerId', virtualRouterID, interface: endpoint.interface },
  ];
}

/** Whether it already runs with the claimed value: its own control plane has the VIP, or its own keepalived exists. */
function isIncumbent(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
): boolean {
  return claim.kind === 'vip'
    ? runningAddressOf(cluster, world) === claim.vip
    : ownKeepalivedOf(cluster, world) !== undefined;
}

/**
 * Whether the cluster competes for the claim. A cluster that is not started, or runs with another address, competes
 * only for values that it already has.
 */
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
  // A cluster that runs with the address keeps it, whatever its spec says now.
  const running = world
    .tenantControlPlanesByAddress(claim.vip)
    .flatMap(({ metadata }) => metadata.ownerReferences ?? [])
    .flatMap(({ uid }) => world.clusterByUid(uid) ?? []);
  return [...world.clustersByVip(claim.vip), ...running];
}

/** Compares two claimants: the running one wins, else the older one, else the lower uid. */
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
 * The cluster with the best claim to a VIP or a virtual router id: the cluster itself, unless another one has a better
 * claim.
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

/** The cluster with a better claim. `holder` is the remembered holder, if there is one. */
export function betterClaimant(
  cluster: DpuCluster,
  claim: Claim,
  world: ClaimsWorld,
  holder = bestClaimant(cluster, claim, world),
): DpuCluster | undefined {
  return holder.metadata.uid === cluster.metadata.uid ? undefined : holder;
}

/**
 * Another cluster that runs with the same value while this one runs too: neither was rejected, and both are affected.
 */
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

/** The name of another cluster, with its API group if that differs. */
export function rivalName(other: DpuCluster, cluster: DpuCluster): string {
  return groupOf(other) === groupOf(cluster)
    ? keyOf(other)
    : `${keyOf(other)} (${groupOf(other)})`;
}
