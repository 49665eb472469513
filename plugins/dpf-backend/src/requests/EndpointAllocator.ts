import {
  DpfNetwork,
  DpuCluster,
  DpuClusterRequest,
  FieldProblem,
  KeepalivedSpec,
  canonicalAddress,
  nextFreeEndpoint,
  nextFreeVip,
  nextFreeVirtualRouterId,
  requestedNetwork,
} from '@dpf-portal/dpf-model';
import { RequestProblemError } from './requestErrors';

export interface ChosenEndpoint {
  keepalived: KeepalivedSpec;
  network?: string;
}

function keepalivedOf(cluster: DpuCluster): KeepalivedSpec | undefined {
  return cluster.spec.clusterEndpoint?.keepalived;
}

/**
 * Chooses a free VIP and virtual router id for a new kamaji cluster of a management cluster. The caller holds the
 * management cluster's mutex until the new cluster is in the store.
 */
export class EndpointAllocator {
  readonly #clusters: readonly DpuCluster[];
  readonly #nameOf: (cluster: DpuCluster) => string;

  constructor(options: {
    clusters: readonly DpuCluster[];
    /** The name of another cluster that the caller may see. */
    nameOf: (cluster: DpuCluster) => string;
  }) {
    this.#clusters = options.clusters;
    this.#nameOf = options.nameOf;
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
    const next = nextFreeEndpoint(network, this.#taken());
    return 'endpoint' in next ? next.endpoint : undefined;
  }

  #taken() {
    const all = this.#clusters.flatMap(c => keepalivedOf(c) ?? []);
    return {
      vips: all.map(({ vip }) => vip),
      virtualRouterIds: all.map(({ virtualRouterID }) => virtualRouterID),
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
    const taken = this.#taken();
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
    const vip = wanted.vip && canonicalAddress(wanted.vip);
    const vipHolder = this.#clusters.find(cluster => {
      const other = keepalivedOf(cluster)?.vip;
      return vip && other && canonicalAddress(other) === vip;
    });
    const taken = this.#taken();
    if (vipHolder) {
      const free = network && nextFreeVip(network, taken.vips);
      problems.push({
        field: 'keepalived.vip',
        reason: `${wanted.vip} belongs to ${this.#nameOf(vipHolder)}.${
          free ? ` ${free} is free.` : ''
        }`,
      });
    }
    const nic = wanted.interface ?? network?.interface;
    const id = wanted.virtualRouterID;
    // On another interface the id belongs to another segment. A finding warns about it; it may be correct.
    const idHolder = this.#clusters.find(cluster => {
      const other = keepalivedOf(cluster);
      return other?.virtualRouterID === id && other?.interface === nic;
    });
    if (id !== undefined && idHolder) {
      const free =
        network && nextFreeVirtualRouterId(network, taken.virtualRouterIds);
      problems.push({
        field: 'keepalived.virtualRouterID',
        reason: `Virtual router ${id} is used by ${this.#nameOf(idHolder)}.${
          free ? ` ${free} is free.` : ''
        }`,
      });
    }
    return problems;
  }
}
