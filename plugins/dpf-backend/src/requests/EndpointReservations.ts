import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  DpfNetwork,
  DpuCluster,
  DpuClusterRequest,
  EndpointReservation,
  Finding,
  RESERVATION_MS,
  networkOverlaps,
  networksOverlap,
  reservationsDenied,
} from '@dpf-portal/dpf-model';
import { Clock, messageOf } from '@dpf-portal/kube-controller';
import { createHash } from 'node:crypto';
import { siteNetworks } from '../config/readNetworks';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { ChosenEndpoint, EndpointAllocator } from './EndpointAllocator';
import { countingOf } from './countingReservations';
import { KeyedMutex } from './KeyedMutex';
import {
  ReservationConflictError,
  ReservationStore,
  ReservationsDeniedError,
} from './ReservationStore';
import { RequestProblemError, toPortalError } from './requestErrors';
import {
  EndpointScope,
  assertKnown,
  nameOfMember,
  scopeOf,
} from './endpointScope';
import { NameOfCluster, takenEndpoints } from './takenEndpoints';

/** Other replicas write, too. Each attempt reads what they have written. */
const ATTEMPTS = 40;
const LONGEST_PAUSE_MS = 250;

/** For which new cluster an endpoint is reserved. */
export interface ReservedFor {
  requestId: string;
  group: string;
  namespace: string;
  name: string;
}

interface ReserveOptions {
  nameOf: NameOfCluster;
  reservedFor: ReservedFor;
  /** How long it is kept for a cluster that is not there yet. Default: 10 minutes. */
  keepMs?: number;
}

/** An endpoint that no other request gets until it is released, or the reservation ends. */
export interface ReservedEndpoint {
  endpoint: ChosenEndpoint;
  /** Until when it is kept for a cluster that is not there yet; RFC 3339. Absent where nothing is reserved. */
  until?: string;
  /** To be called when the cluster exists. */
  confirm(cluster: DpuCluster): Promise<void>;
  /** To be called when no cluster was made. */
  release(): Promise<void>;
}

const doNothing = async () => {};

/** The same for every attempt of a request, in every replica. */
function reservationKey(
  { settings }: HostedManagementCluster,
  { requestId, group, namespace, name }: ReservedFor,
): string {
  const parts = [settings.name, group, namespace, name, requestId];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/**
 * Chooses the endpoints of new clusters, and keeps each until its cluster is seen by all replicas of the portal. The
 * reservation is in a ConfigMap that is written only in the version that was read, so that two replicas never give one
 * address or router id to two requests. For a segment over several management clusters it is in the ConfigMap of the first
 * of these in the configuration. While that one cannot be reached, or one of them was never read, no endpoint of the
 * segment is given.
 */
export class EndpointReservations {
  readonly #managementClusters: ManagementClusters;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #mutex = new KeyedMutex();
  readonly #stores = new Map<string, ReservationStore>();

  constructor(options: {
    managementClusters: ManagementClusters;
    clock: Clock;
    logger: LoggerService;
  }) {
    this.#managementClusters = options.managementClusters;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /**
   * Chooses an endpoint for the request and keeps nothing.
   *
   * @throws RequestProblemError when an address or id is taken, or none is left.
   */
  async choose(
    request: DpuClusterRequest,
    hosted: HostedManagementCluster,
    nameOf: NameOfCluster,
  ): Promise<ChosenEndpoint> {
    const scope = scopeOf(request, hosted, this.#managementClusters.list());
    await this.#readAll(scope);
    const counting = await this.#countingIn(scope.members);
    return this.#choose(request, scope, nameOf, counting);
  }

  /**
   * Chooses an endpoint for the request and reserves it. Another attempt of the same request gets the same one.
   *
   * @throws RequestProblemError when an address or id is taken, or none is left.
   * @throws ServiceUnavailableError when it cannot be reserved.
   */
  async reserve(
    request: DpuClusterRequest,
    hosted: HostedManagementCluster,
    options: ReserveOptions,
  ): Promise<ReservedEndpoint> {
    const scope = scopeOf(request, hosted, this.#managementClusters.list());
    assertKnown(scope);
    // Those of the first are read at each attempt.
    await this.#readAll(scope, scope.members.slice(1));
    const { segment } = scope;
    const key = segment ? `segment ${segment}` : hosted.settings.name;
    // One after the other, so that only other replicas cause conflicts.
    return this.#mutex.run(key, () => this.#reserve(request, scope, options));
  }

  /** Knows what is taken of a network, after everything was read. Nothing of it is reserved. */
  async allocatorOf(
    hosted: HostedManagementCluster,
    network: DpfNetwork,
  ): Promise<EndpointAllocator> {
    const scope = this.#scopeOfNetwork(hosted, network);
    await this.#readAll(scope);
    const counting = await this.#countingIn(scope.members);
    return this.#allocator(scope, () => '', counting);
  }

  /** As `allocatorOf`, by what was read last. */
  lastAllocatorOf(
    hosted: HostedManagementCluster,
    network: DpfNetwork,
  ): EndpointAllocator {
    const scope = this.#scopeOfNetwork(hosted, network);
    const reserved = scope.members.flatMap(member => [
      ...this.#storeOf(member).lastRead.reservations.values(),
    ]);
    return this.#allocator(scope, () => '', reserved);
  }

  /** What is wrong with the addresses of a management cluster, beyond that cluster itself. */
  findings({ settings }: HostedManagementCluster): Finding[] {
    const all = this.#managementClusters.list();
    const networks = all.flatMap(hosted => siteNetworks(hosted.settings));
    const { denied } = this.#stores.get(settings.name) ?? {};
    return [
      ...[networksOverlap(settings.name, networkOverlaps(networks)) ?? []],
      ...(denied ? [reservationsDenied(denied)] : []),
    ].flat();
  }

  /** Finds out whether reservations can be written where networks give addresses. */
  async checkRights(): Promise<void> {
    const concerned = this.#managementClusters
      .list()
      .filter(
        ({ settings, connection }) =>
          settings.networks.length > 0 && connection.status().reachable,
      );
    const checks = concerned.map(hosted => this.#storeOf(hosted).checkRights());
    await Promise.allSettled(checks);
  }

  /**
   * Writes into the reservations of manifests which clusters were made of them, so that each ends with its cluster. Call it
   * after `checkRights`. The reservation of a cluster that came and went before this call ends by itself.
   */
  async recognizeClusters(): Promise<void> {
    for (const hosted of this.#managementClusters.list()) {
      const store = this.#storeOf(hosted);
      if (hosted.connection.status().reachable && store.mayReserve) {
        try {
          const seen = await store.read();
          const current = await countingOf(this.#managementClusters, seen);
          await store.tidy(seen, current);
        } catch (error) {
          if (!(error instanceof ReservationConflictError)) {
            this.#logger.debug(
              `Reservations of ${
                hosted.settings.name
              } are not tidied now: ${messageOf(error)}`,
            );
          }
        }
      }
    }
  }

  #scopeOfNetwork(
    hosted: HostedManagementCluster,
    { name }: DpfNetwork,
  ): EndpointScope {
    return scopeOf({ network: name }, hosted, this.#managementClusters.list());
  }

  async #reserve(
    request: DpuClusterRequest,
    scope: EndpointScope,
    options: ReserveOptions,
  ): Promise<ReservedEndpoint> {
    const [first] = scope.members;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return await this.#tryToReserve(request, scope, options);
      } catch (error) {
        if (error instanceof ReservationsDeniedError) {
          this.#storeOf(first).deny(error.message);
          return this.#withoutReservation(request, scope, options, error);
        }
        if (!(error instanceof ReservationConflictError)) {
          throw toPortalError(error, nameOfMember(first));
        }
      }
      await this.#clock.sleep(Math.random() * LONGEST_PAUSE_MS);
    }
    throw new ServiceUnavailableError(
      `Too many requests for addresses of ${nameOfMember(
        first,
      )} are made at once. Nothing was changed; try again in a moment.`,
    );
  }

  async #tryToReserve(
    request: DpuClusterRequest,
    scope: EndpointScope,
    { nameOf, reservedFor, keepMs = RESERVATION_MS }: ReserveOptions,
  ): Promise<ReservedEndpoint> {
    const [first, ...rest] = scope.members;
    const store = this.#storeOf(first);
    const key = reservationKey(scope.hosted, reservedFor);
    const seen = await store.read();
    const current = await countingOf(this.#managementClusters, seen, key);
    const all = [...current.counting, ...(await this.#countingIn(rest))];
    const own = seen.reservations.get(key);
    const endpoint =
      (own && this.#again(own, request, scope, all)) ??
      this.#choose(request, scope, nameOf, all);
    const now = this.#clock.now();
    const { vip, virtualRouterID, interface: nic } = endpoint.keepalived;
    const reservation: EndpointReservation = {
      managementCluster: scope.hosted.settings.name,
      namespace: reservedFor.namespace,
      name: reservedFor.name,
      vip,
      virtualRouterID,
      interface: nic,
      reserved: new Date(now).toISOString(),
      expires: new Date(now + keepMs).toISOString(),
    };
    await store.add(key, reservation, seen, current);
    return {
      endpoint,
      until: reservation.expires,
      confirm: ({ metadata: { uid } }) =>
        store.set(key, { ...reservation, uid }),
      // The attempt that made it may still need it.
      release: own ? doNothing : () => store.set(key, undefined),
    };
  }

  /** The endpoint that an earlier attempt of the request reserved; `undefined` if it does not fit any more. */
  #again(
    { vip, virtualRouterID }: EndpointReservation,
    request: DpuClusterRequest,
    scope: EndpointScope,
    others: readonly EndpointReservation[],
  ): ChosenEndpoint | undefined {
    const keepalived = { vip, virtualRouterID, ...request.keepalived };
    try {
      return this.#choose({ ...request, keepalived }, scope, () => '', others);
    } catch (error) {
      if (error instanceof RequestProblemError) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * With both values named, a request on one management cluster needs no reservation: the reconcilers start only one of
   * two clusters with the same endpoint. Nothing is chosen, since another replica could choose the same.
   */
  #withoutReservation(
    request: DpuClusterRequest,
    scope: EndpointScope,
    { nameOf }: ReserveOptions,
    denied: ReservationsDeniedError,
  ): ReservedEndpoint {
    if (scope.members.length > 1) {
      throw denied;
    }
    const { vip, virtualRouterID } = request.keepalived ?? {};
    if (vip === undefined || virtualRouterID === undefined) {
      throw new ReservationsDeniedError(
        `${denied.message} Until then, name keepalived.vip and keepalived.virtualRouterID in the request.`,
      );
    }
    const endpoint = this.#choose(request, scope, nameOf, []);
    this.#logger.warn(denied.message);
    return { endpoint, confirm: doNothing, release: doNothing };
  }

  /** Reads what is not watched. What cannot be read counts as it was last. */
  async #readAll(
    { members }: EndpointScope,
    reserving = members,
  ): Promise<void> {
    const isReachable = ({ connection }: HostedManagementCluster) =>
      connection.status().reachable;
    await Promise.all([
      ...members
        .filter(isReachable)
        .map(({ connection }) => connection.addressHolders.refresh()),
      ...reserving.filter(isReachable).map(member =>
        this.#storeOf(member)
          .read()
          .catch(() => undefined),
      ),
    ]);
  }

  async #countingIn(
    members: readonly HostedManagementCluster[],
  ): Promise<EndpointReservation[]> {
    const all = members.map(member =>
      countingOf(this.#managementClusters, this.#storeOf(member).lastRead),
    );
    return (await Promise.all(all)).flatMap(({ counting }) => counting);
  }

  #storeOf(hosted: HostedManagementCluster): ReservationStore {
    const { name } = hosted.settings;
    const known = this.#stores.get(name);
    if (known) {
      return known;
    }
    const [clock, logger] = [this.#clock, this.#logger];
    const store = new ReservationStore({ hosted, clock, logger });
    this.#stores.set(name, store);
    return store;
  }

  #choose(
    request: DpuClusterRequest,
    scope: EndpointScope,
    nameOf: NameOfCluster,
    reservations: readonly EndpointReservation[],
  ): ChosenEndpoint {
    return this.#allocator(scope, nameOf, reservations).choose(
      request,
      scope.hosted.settings.networks,
    );
  }

  #allocator(
    scope: EndpointScope,
    nameOf: NameOfCluster,
    reservations: readonly EndpointReservation[],
  ): EndpointAllocator {
    const { hosted } = scope;
    return new EndpointAllocator({
      clusters: hosted.connection.clusters(),
      nameOf: cluster => nameOf(hosted, cluster),
      others: takenEndpoints(scope, nameOf, reservations),
    });
  }
}
