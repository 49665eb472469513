import { DpuClusterAttributes } from '../permissions/dpuClusterResourceRef';
import {
  DpfNetwork,
  EndpointHolder,
  Finding,
  NetworkUse,
  networkUseOf,
  networksNearlyFull,
} from '@dpf-portal/dpf-model';
import {
  NetworkDetail,
  NetworkList,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { attributesOf } from '../permissions/attributesOf';
import { EndpointAllocator } from '../requests/EndpointAllocator';
import { EndpointReservations } from '../requests/EndpointReservations';
import { sourceOf } from './toManagementCluster';

/** What the allocator counts as taken of a network. */
function useIn(
  { taken }: EndpointAllocator,
  { settings }: HostedManagementCluster,
  network: DpfNetwork,
): NetworkUse {
  return networkUseOf(
    network,
    taken.map(({ vip, virtualRouterID, holder }) => ({
      vip,
      virtualRouterID,
      holder: { managementCluster: settings.name, ...holder },
    })),
  );
}

/** Networks that are full, or nearly so, by what was read last. */
export function fullNetworksOf(
  hosted: HostedManagementCluster,
  endpoints: EndpointReservations,
): Finding[] {
  const { settings, connection } = hosted;
  // Before the clusters are known, everything would seem to be free.
  const networks = connection.stores.clustersSettled ? settings.networks : [];
  const found = networksNearlyFull(
    networks.map(network => ({
      name: network.title ?? network.name,
      use: useIn(endpoints.lastAllocatorOf(hosted, network), hosted, network),
    })),
  );
  return found ? [found] : [];
}

/** Who may know what has an address. */
export interface HolderVisibility {
  /** The platform's engineers see every holder. */
  all: boolean;
  mayRead(cluster: DpuClusterAttributes): boolean;
}

/** Without the permission for the platform, only clusters that the caller may read are named. */
function mayKnow(
  { kind, managementCluster, namespace, name, group }: EndpointHolder,
  { all, mayRead }: HolderVisibility,
  managementClusters: ManagementClusters,
): boolean {
  if (all) {
    return true;
  }
  const cluster =
    kind === 'Cluster' && managementCluster && group && namespace && name
      ? managementClusters
          .get(managementCluster)
          ?.connection.cluster(group, namespace, name)
      : undefined;
  return Boolean(
    cluster && mayRead(attributesOf(managementCluster ?? '', cluster)),
  );
}

/** The networks of a management cluster, with what the next cluster would get, and what has the rest. */
export async function networksOf(
  hosted: HostedManagementCluster,
  endpoints: EndpointReservations,
  managementClusters: ManagementClusters,
  visibility: HolderVisibility,
): Promise<NetworkList> {
  const items = hosted.settings.networks.map(
    async (network): Promise<NetworkDetail> => {
      const allocator = await endpoints.allocatorOf(hosted, network);
      const use = useIn(allocator, hosted, network);
      const holders = use.holders.filter(({ holder }) =>
        mayKnow(holder, visibility, managementClusters),
      );
      return {
        ...network,
        nextFree: allocator.nextFree(network),
        use: {
          ...use,
          holders,
          hiddenHolders: use.holders.length - holders.length,
        },
      };
    },
  );
  return { items: await Promise.all(items), source: sourceOf(hosted) };
}
