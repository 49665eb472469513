import {
  DpfNetwork,
  DpuCluster,
  DpuClusterRequest,
  EndpointHolder,
  FieldProblem,
  KeepalivedSpec,
  canonicalAddress,
  groupOf,
  nextFreeEndpoint,
  nextFreeVip,
  nextFreeVirtualRouterId,
  requestedNetwork,
  vipProblemInNetwork,
} from '@dpf-portal/dpf-model';
import { RequestProblemError } from './requestErrors';

export interface ChosenEndpoint {
  keepalived: KeepalivedSpec;
  network?: string;
}

/** A VIP, a virtual router id or both that a new cluster cannot have. */
export interface TakenEndpoint {
  vip?: string;
  virtualRouterID?: number;
  /** The interface on which the router id is taken; absent: all of them. */
  interface?: string;
  /** What has it, for the caller. */
  by:
    | { kind: 'cluster'; name: string }
    /** Completes “10.0.0.5 is …”. */
    | { kind: 'address'; what: string }
    | { kind: 'reservation' };
  /** What has it, for those who may know. */
  holder: EndpointHolder;
}

function keepalivedOf(cluster: DpuCluster): KeepalivedSpec | undefined {
  return cluster.spec.clusterEndpoint?.keepalived;
}

/** A DPU cluster as what has an endpoint. */
export function holderOfCluster(
  cluster: DpuCluster,
  managementCluster?: string,
): EndpointHolder {
  const { namespace, name } = cluster.metadata;
  return {
    kind: 'Cluster',
    ...(managementCluster && { managementCluster }),
    namespace,
    name,
    group: groupOf(cluster),
  };
}

function vipTaken(vip: string, { by }: TakenEndpoint): string {
  switch (by.kind) {
    case 'cluster':
      return `${vip} belongs to ${by.name}.`;
    case 'address':
      return `${vip} is ${by.what}.`;
    default:
      return `${vip} is reserved for another request.`;
  }
}

function routerIdTaken(id: number, { by }: TakenEndpoint): string {
  return by.kind === 'cluster'
    ? `Virtual router ${id} is used by ${by.name}.`
    : `Virtual router ${id} is reserved for another request.`;
}

/**
 * Chooses a free VIP and virtual router id for a new kamaji cluster. It knows only what it is given: see
 * `EndpointReservations` for what keeps two requests from getting the same.
 */
export class EndpointAllocator {
  readonly #taken: readonly TakenEndpoint[];

  constructor(options: {
    /** The clusters of the management cluster. */
    clusters: readonly DpuCluster[];
    /** The name of another cluster that the caller may see. */
    nameOf: (cluster: DpuCluster) => string;
    /** What else is taken. */
    others?: readonly TakenEndpoint[];
  }) {
    const { clusters, nameOf, others = [] } = options;
    const ofClusters = clusters.flatMap(cluster => {
      const keepalived = keepalivedOf(cluster);
      return keepalived
        ? [
            {
              vip: keepalived.vip,
              virtualRouterID: keepalived.virtualRouterID,
              interface: keepalived.interface,
              by: { kind: 'cluster' as const, name: nameOf(cluster) },
              holder: holderOfCluster(cluster),
            },
          ]
        : [];
    });
    this.#taken = [...ofClusters, ...others];
  }

  /** Throws a RequestProblemError when an address or id is taken or none is left. */
  choose(
    request: DpuClusterRequest,
    networks: readonly DpfNetwork[],
  ): ChosenEndpoint {
    const wanted = request.keepalived ?? {};
    const network = requestedNetwork(request, networks);
    const problems = this.#problemsOf(wanted, network);
    if (problems.length) {
      throw new RequestProblemError(problems);
    }
    const free = this.#free(wanted, network);
    const vip = wanted.vip ?? free?.vip;
    const virtualRouterID = wanted.virtualRouterID ?? free?.virtualRouterID;
    const nic = wanted.interface ?? network?.interface;
    if (!vip || !virtualRouterID || !nic) {
      throw new RequestProblemError([
        { field: 'network', reason: 'Choose a network.' },
      ]);
    }
    return {
      network: network?.name,
      keepalived: {
        interface: nic,
        vip,
        virtualRouterID,
        nodeSelector: wanted.nodeSelector ?? network?.nodeSelector,
      },
    };
  }

  /** The first free VIP and router id of a network. */
  nextFree(
    network: DpfNetwork,
  ): { vip: string; virtualRouterID: number } | undefined {
    const next = nextFreeEndpoint(network, this.#takenValues());
    return 'endpoint' in next ? next.endpoint : undefined;
  }

  /** Everything that a new cluster cannot have. */
  get taken(): readonly TakenEndpoint[] {
    return this.#taken;
  }

  #takenValues() {
    return {
      vips: this.#taken.flatMap(({ vip }) => vip ?? []),
      virtualRouterIds: this.#taken.flatMap(
        ({ virtualRouterID }) => virtualRouterID ?? [],
      ),
    };
  }

  #free(
    wanted: NonNullable<DpuClusterRequest['keepalived']>,
    network: DpfNetwork | undefined,
  ): { vip?: string; virtualRouterID?: number } | undefined {
    if (
      !network ||
      (wanted.vip !== undefined && wanted.virtualRouterID !== undefined)
    ) {
      return undefined;
    }
    const taken = this.#takenValues();
    if (wanted.vip !== undefined) {
      return {
        virtualRouterID: nextFreeVirtualRouterId(
          network,
          taken.virtualRouterIds,
        ),
      };
    }
    if (wanted.virtualRouterID !== undefined) {
      return { vip: nextFreeVip(network, taken.vips) };
    }
    const next = nextFreeEndpoint(network, taken);
    if ('problem' in next) {
      throw new RequestProblemError([next.problem]);
    }
    return next.endpoint;
  }

  #problemsOf(
    wanted: NonNullable<DpuClusterRequest['keepalived']>,
    network: DpfNetwork | undefined,
  ): FieldProblem[] {
    const problems: FieldProblem[] = [];
    const free = this.#takenValues();
    const unusable =
      wanted.vip && network && vipProblemInNetwork(wanted.vip, network);
    const vip = wanted.vip && canonicalAddress(wanted.vip);
    const vipHolder =
      vip &&
      this.#taken.find(other => canonicalAddress(other.vip ?? '') === vip);
    if (wanted.vip && vipHolder) {
      const other = network && nextFreeVip(network, free.vips);
      problems.push({
        field: 'keepalived.vip',
        reason: `${vipTaken(wanted.vip, vipHolder)}${
          other ? ` ${other} is free.` : ''
        }`,
      });
    } else if (unusable) {
      problems.push({ field: 'keepalived.vip', reason: unusable });
    }
    const nic = wanted.interface ?? network?.interface;
    const id = wanted.virtualRouterID;
    // On another interface the id belongs to another segment. A finding warns about it; it may be correct.
    const idHolder =
      id !== undefined &&
      this.#taken.find(
        other =>
          other.virtualRouterID === id &&
          (other.interface === undefined || other.interface === nic),
      );
    if (id !== undefined && idHolder) {
      const other =
        network && nextFreeVirtualRouterId(network, free.virtualRouterIds);
      problems.push({
        field: 'keepalived.virtualRouterID',
        reason: `${routerIdTaken(id, idHolder)}${
          other ? ` ${other} is free.` : ''
        }`,
      });
    }
    return problems;
  }
}
