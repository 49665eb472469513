import {
  DpuCluster,
  World,
  groupOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { isOwnedBy } from '@dpf-portal/kube-controller';
import { keepalivedName } from '../children/names';
import { ownControlPlane } from '../children/ownControlPlane';
import { Problem } from '../Problem';
import { Endpoint } from './readEndpoint';

type ClaimWorld = Pick<
  World,
  | 'clusterByUid'
  | 'clustersByVip'
  | 'clustersByRouterId'
  | 'tenantControlPlane'
  | 'tenantControlPlanesByAddress'
  | 'daemonSet'
>;

interface Claim {
  kind: 'vip' | 'routerId';
  key: string;
}

/**
 * Who may use a VIP, and a virtual router id on an interface: one cluster over all API groups. Claims live in the memory
 * of the process that leads, are made before the first child, and are never taken from a live holder.
 */
export class EndpointClaims {
  readonly #holders = new Map<string, string>();
  /** What each holder has. */
  readonly #held = new Map<string, Set<string>>();

  /**
   * Claims the endpoint, or says who has it. Claiming twice is one claim. A cluster that runs keeps what it held when
   * it is refused something else.
   */
  claim(
    cluster: DpuCluster,
    endpoint: Endpoint,
    world: ClaimWorld,
  ): Problem | undefined {
    const uid = cluster.metadata.uid ?? '';
    const claims = claimsOf(endpoint);
    const running = ownControlPlane(cluster, world) !== undefined;
    if (!running) {
      this.#releaseAllBut(uid, claims);
    }
    for (const claim of claims) {
      const holder = this.#holderOf(claim, cluster, endpoint, world);
      if (holder !== cluster && holder.metadata.uid !== uid) {
        return describe(claim, holder, endpoint, running);
      }
      this.#hold(claim.key, uid);
    }
    this.#releaseAllBut(uid, claims);
    return remains(endpoint, world, uid);
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

  #holderOf(
    claim: Claim,
    cluster: DpuCluster,
    endpoint: Endpoint,
    world: ClaimWorld,
  ): DpuCluster {
    const holding = this.#holders.get(claim.key);
    const holder =
      holding === undefined ? undefined : world.clusterByUid(holding);
    if (holder) {
      return holder;
    }
    return contendersFor(claim, endpoint, world)
      .filter(other => mayHold(other, claim, endpoint, world))
      .reduce(
        (best, other) =>
          precedes(other, best, candidate =>
            isIncumbent(candidate, claim, endpoint, world),
          )
            ? other
            : best,
        cluster,
      );
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
      if (!kept.some(claim => claim.key === key)) {
        held?.delete(key);
        this.#holders.delete(key);
      }
    }
    if (held?.size === 0) {
      this.#held.delete(uid);
    }
  }
}

function claimsOf(endpoint: Endpoint): Claim[] {
  return [
    { kind: 'vip', key: `vip/${endpoint.vip}` },
    {
      kind: 'routerId',
      key: `routerId/${endpoint.interface}/${endpoint.virtualRouterID}`,
    },
  ];
}

function contendersFor(
  claim: Claim,
  endpoint: Endpoint,
  world: ClaimWorld,
): DpuCluster[] {
  if (claim.kind === 'routerId') {
    return world
      .clustersByRouterId(endpoint.virtualRouterID)
      .filter(
        ({ spec }) =>
          spec.clusterEndpoint?.keepalived?.interface === endpoint.interface,
      );
  }
  // Who runs with the address keeps it, whatever has been edited into its spec since.
  const running = world
    .tenantControlPlanesByAddress(endpoint.vip)
    .flatMap(tcp => tcp.metadata.ownerReferences ?? [])
    .flatMap(({ uid }) => world.clusterByUid(uid) ?? []);
  return [...world.clustersByVip(endpoint.vip), ...running];
}

/** It already runs with the claimed value. */
function isIncumbent(
  cluster: DpuCluster,
  claim: Claim,
  endpoint: Endpoint,
  world: ClaimWorld,
): boolean {
  if (claim.kind === 'vip') {
    const tcp = ownControlPlane(cluster, world);
    return tcp?.spec?.networkProfile?.address === endpoint.vip;
  }
  const { namespace = '', name, uid = '' } = cluster.metadata;
  const daemonSet = world.daemonSet(namespace, keepalivedName(name));
  return daemonSet !== undefined && isOwnedBy(daemonSet, uid);
}

/** A cluster that starts nothing, or runs with another address, competes only with what it already has. */
function mayHold(
  cluster: DpuCluster,
  claim: Claim,
  endpoint: Endpoint,
  world: ClaimWorld,
): boolean {
  const starts =
    cluster.spec.type === 'kamaji' &&
    !cluster.metadata.deletionTimestamp &&
    (claim.kind === 'routerId' || !ownControlPlane(cluster, world));
  return starts || isIncumbent(cluster, claim, endpoint, world);
}

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

function describe(
  claim: Claim,
  holder: DpuCluster,
  endpoint: Endpoint,
  running: boolean,
): Problem {
  const { namespace, name } = holder.metadata;
  const who = `${namespace}/${name} (${groupOf(holder)})`;
  const outcome = running
    ? 'this cluster goes on as it was'
    : 'this cluster does not start';
  return claim.kind === 'vip'
    ? {
        reason: 'AddressInUse',
        message: `${endpoint.vip} belongs to ${who}, which is untouched; ${outcome}.`,
      }
    : {
        reason: 'RouterIdInUse',
        message: `Virtual router ${endpoint.virtualRouterID} on ${endpoint.interface} is used by ${who}; ${outcome}.`,
      };
}

/** The control plane of a cluster that is gone may still be on its way out. */
function remains(
  endpoint: Endpoint,
  world: ClaimWorld,
  uid: string,
): Problem | undefined {
  const leftOver = world
    .tenantControlPlanesByAddress(endpoint.vip)
    .find(tcp =>
      (tcp.metadata.ownerReferences ?? []).some(
        owner =>
          owner.kind === 'DPUCluster' &&
          owner.uid !== uid &&
          !world.clusterByUid(owner.uid),
      ),
    );
  return (
    leftOver && {
      reason: 'AddressInUse',
      message: `${endpoint.vip} is still used by what is left of ${leftOver.metadata.namespace}/${leftOver.metadata.name}.`,
    }
  );
}
