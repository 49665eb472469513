import {
  Claim,
  ClaimsWorld,
  DpuCluster,
  Endpoint,
  Finding,
  addressHeld,
  addressInUse,
  addressLeftBehind,
  bestClaimant,
  claimsOf,
  ownControlPlaneOf,
  routerIdInUse,
  routerIdLeftBehind,
} from '@dpf-portal/dpf-model';

/**
 * Remembers which cluster, of all API groups, holds a VIP and a virtual router id on an interface. Claims live in the
 * memory of the leader, are made before the first child, and are never taken from an existing holder. The rules of the
 * findings decide which cluster has the better claim if none holds it.
 */
export class EndpointClaims {
  readonly #holders = new Map<string, string>();
  /** The claims of each holder. */
  readonly #held = new Map<string, Set<string>>();

  /**
   * Claims the endpoint, or returns the reason why it cannot. Claiming twice is one claim. A running cluster keeps its
   * previous claim when it is denied another endpoint.
   */
  claim(
    cluster: DpuCluster,
    endpoint: Endpoint,
    world: ClaimsWorld,
  ): Finding | undefined {
    const uid = cluster.metadata.uid ?? '';
    const claims = claimsOf(endpoint);
    if (!ownControlPlaneOf(cluster, world)) {
      this.#releaseAllBut(uid, claims);
    }
    for (const claim of claims) {
      const holder =
        this.#holderOf(claim, world) ?? bestClaimant(cluster, claim, world);
      if (holder.metadata.uid !== uid) {
        return claim.kind === 'vip'
          ? addressInUse(cluster, world, holder)
          : routerIdInUse(cluster, world, holder);
      }
      this.#hold(keyOf(claim), uid);
    }
    this.#releaseAllBut(uid, claims);
    // A cluster that runs stays as it is; the finding reports that both run.
    const left = ownControlPlaneOf(cluster, world)
      ? undefined
      : addressHeld(cluster, world) ??
        addressLeftBehind(cluster, world) ??
        routerIdLeftBehind(cluster, world);
    if (left) {
      // The cluster of what was left behind may be created again. It runs, so it has the better claim.
      this.#releaseAllBut(uid, []);
    }
    return left;
  }

  /** To be called when the cluster was deleted: releases its claims. */
  release(uid: string): void {
    this.#releaseAllBut(uid, []);
  }

  /** To be called when leadership was lost: another process decides now. */
  clear(): void {
    this.#holders.clear();
    this.#held.clear();
  }

  #holderOf(claim: Claim, world: ClaimsWorld): DpuCluster | undefined {
    const uid = this.#holders.get(keyOf(claim));
    return uid === undefined ? undefined : world.clusterByUid(uid);
  }

  #hold(key: string, uid: string): void {
    const before = this.#holders.get(key);
    if (before !== undefined && before !== uid) {
      this.#held.get(before)?.delete(key);
    }
    this.#holders.set(key, uid);
    const held = this.#held.get(uid) ?? new Set();
    this.#held.set(uid, held.add(key));
  }

  #releaseAllBut(uid: string, kept: readonly Claim[]): void {
    const held = this.#held.get(uid);
    for (const key of held ?? []) {
      if (!kept.some(claim => keyOf(claim) === key)) {
        held?.delete(key);
        this.#holders.delete(key);
      }
    }
    if (held?.size === 0) {
      this.#held.delete(uid);
    }
  }
}

function keyOf(claim: Claim): string {
  return claim.kind === 'vip'
    ? `vip/${claim.vip}`
    : `routerId/${claim.interface}/${claim.virtualRouterID}`;
}
