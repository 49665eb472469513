import {
  DpfNetwork,
  DpuCluster,
  DpuClusterRequest,
  FieldProblem,
  KeepalivedSpec,
  RunningEndpoint,
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
  readonly #running: readonly RunningEndpoint[];
  readonly #nameOf: (cluster: DpuCluster) => string;

  constructor(options: {
    clusters: readonly DpuCluster[];
    /** The control planes and keepalived of the management cluster, whoever owns them. */
    running: readonly RunningEndpoint[];
    /** The name of another cluster that the caller may see. */
    nameOf: (cluster: DpuCluster) => string;
  }) {
    this.#clusters = options.clusters;
    this.#running = options.running;
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
      vips: [
        ...all.map(({ vip }) => vip),
        ...this.#running.flatMap(({ vip }) => vip ?? []),
      ],
      virtualRouterIds: [
        ...all.map(({ virtualRouterID }) => virtualRouterID),
        ...this.#running.flatMap(
          ({ virtualRouterID }) => virtualRouterID ?? [],
        ),
      ],
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
    const vipHolderName =
      (vipHolder && this.#nameOf(vipHolder)) ??
      this.#nameOfRunning(running => Boolean(vip) && running.vip === vip);
    const taken = this.#taken();
    if (vipHolderName) {
      const free = network && nextFreeVip(network, taken.vips);
      problems.push({
        field: 'keepalived.vip',
        reason: `${wanted.vip} belongs to ${vipHolderName}.${
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
    const idHolderName =
      (idHolder && this.#nameOf(idHolder)) ??
      this.#nameOfRunning(
        running => running.virtualRouterID === id && running.interface === nic,
      );
    if (id !== undefined && idHolderName) {
      const free =
        network && nextFreeVirtualRouterId(network, taken.virtualRouterIds);
      problems.push({
        field: 'keepalived.virtualRouterID',
        reason: `Virtual router ${id} is used by ${idHolderName}.${
          free ? ` ${free} is free.` : ''
        }`,
      });
    }
    return problems;
  }

  /** Names what has a value without a DPUCluster, or beside another value in the `spec` of its DPUCluster. */
  #nameOfRunning(
    holds: (running: RunningEndpoint) => boolean,
  ): string | undefined {
    const found = this.#running.find(holds);
    if (!found) {
      return undefined;
    }
    const { kind, object } = found;
    const { namespace, name } = object.metadata;
    // By the rules for a cluster of this name: without an owner, only those who may see every cluster see it.
    const shown = this.#nameOf({
      metadata: { namespace, name },
      spec: { type: 'kamaji' },
    });
    return shown === `${namespace}/${name}`
      ? `${kind} ${shown}`
      : `the ${kind} of another cluster`;
  }
}
