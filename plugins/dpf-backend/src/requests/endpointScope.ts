import { ServiceUnavailableError } from '@backstage/errors';
import {
  DpuClusterRequest,
  outsideNetwork,
  requestedNetwork,
} from '@dpf-portal/dpf-model';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';

/** The management clusters whose endpoints must differ from those of a new cluster. */
export interface EndpointScope {
  /** The management cluster of the new cluster. */
  hosted: HostedManagementCluster;
  /** The segment of the new cluster's network, if that is named. */
  segment?: string;
  /**
   * Those with a network on the segment, in the order of the configuration; else `hosted` alone. The first one has the
   * reservations of all.
   */
  members: readonly HostedManagementCluster[];
}

/** What the reader calls a management cluster. */
export function nameOfMember({ settings }: HostedManagementCluster): string {
  return settings.title ?? settings.name;
}

/** The scope of a request: by its network, else by the network that gives its VIP. */
export function scopeOf(
  request: Pick<DpuClusterRequest, 'network' | 'keepalived'>,
  hosted: HostedManagementCluster,
  all: readonly HostedManagementCluster[],
): EndpointScope {
  const { networks } = hosted.settings;
  const { vip } = request.keepalived ?? {};
  const network =
    requestedNetwork(request, networks) ??
    networks.find(known => vip && !outsideNetwork({ vip }, known).length);
  const segment = network?.segment;
  if (segment === undefined) {
    return { hosted, members: [hosted] };
  }
  const members = all.filter(({ settings }) =>
    settings.networks.some(other => other.segment === segment),
  );
  return { hosted, segment, members };
}

/** Throws a 503 where the endpoints of a member are not known, or nothing can be reserved. */
export function assertKnown({ segment, members }: EndpointScope): void {
  if (members.length < 2) {
    return;
  }
  const unknown = members.find(
    ({ connection }) =>
      !connection.capabilities() || !connection.stores.clustersSettled,
  );
  if (unknown) {
    throw new ServiceUnavailableError(
      `${nameOfMember(
        unknown,
      )} has not answered since the portal started, and its DPU clusters are on network segment ${segment}, too. No address of the segment is given until it answers.`,
    );
  }
  const [first] = members;
  if (!first.connection.status().reachable) {
    throw new ServiceUnavailableError(
      `${nameOfMember(
        first,
      )} cannot be reached. The addresses of network segment ${segment} are reserved there, so none is given until it answers.`,
    );
  }
}
