import {
  Claim,
  ClaimsWorld,
  DpuCluster,
  Endpoint,
  Finding,
  addressInUse,
  addressLeftBehind,
  bestClaimant,
  claimsOf,
  ownControlPlaneOf,
  routerIdInUse,
} from '@dpf-portal/dpf-model';

/**
 * Remembers who holds a VIP, and a virtual router id on an interface: one cluster over all API groups. Claims live in the
 * memory of the process that leads, are made before the first child, and are never taken from a live holder. Who has the
 * better claim where nobody holds it is decided by the findings' rules.
 */
export class EndpointClaims {
  readonly #holders = new Map<string, string>();
  /** What each holder has. */
  readonly #held = new Map<string, Set<string>>();

  /**
   * Claims the endpoint, or answers what is wrong with that. Claiming twice is one claim. A cluster that runs keeps what it
   * held when it is refused something else.
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
    return addressLeftBehind(cluster, world);
  }

  /** The cluster is gone: what it held is free. */
  release(uid: string): void {
    this.#releaseAllBut(uid, []);
  }

  /** Leadership was lost: another process decides now. */
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
