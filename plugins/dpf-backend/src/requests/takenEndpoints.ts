import {
  AddressHolder,
  DpuCluster,
  EndpointHolder,
  EndpointReservation,
  RunningEndpoint,
  canonicalAddress,
  clusterOfKeepalived,
  describeHolder,
  isOnSegment,
  outsideNetwork,
} from '@dpf-portal/dpf-model';
import type { AddressTable } from '@dpf-portal/dpf-controllers';
import { isOwnedBy } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { TakenEndpoint, holderOfCluster } from './EndpointAllocator';
import { EndpointScope } from './endpointScope';

/** Names a cluster of a management cluster for the caller, who may not see every cluster. */
export type NameOfCluster = (
  hosted: HostedManagementCluster,
  cluster: DpuCluster,
) => string;

/** The DPU cluster that a Service is a part of. */
function clusterOf(
  holder: AddressHolder,
  { connection }: HostedManagementCluster,
): DpuCluster | undefined {
  if (holder.kind === 'ApiServer') {
    return holder.cluster;
  }
  if (holder.kind !== 'Service') {
    return undefined;
  }
  const { namespace, owners } = holder;
  return connection
    .clusters()
    .find(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        owners.some(
          ({ kind, name, uid }) =>
            uid === metadata.uid ||
            (kind === 'TenantControlPlane' && name === metadata.name),
        ),
    );
}

/** What has an address, for those who may know. */
function toHolder(
  holder: AddressHolder,
  cluster: DpuCluster | undefined,
  managementCluster: string,
): EndpointHolder {
  if (holder.kind === 'OtherSite') {
    return {
      kind: holder.kind,
      managementCluster: holder.managementCluster,
    };
  }
  if (cluster) {
    return {
      ...holderOfCluster(cluster, managementCluster),
      ...(holder.kind === 'ApiServer' && { kind: holder.kind }),
    };
  }
  const { kind } = holder;
  return {
    kind,
    managementCluster,
    ...(kind === 'Service' && { namespace: holder.namespace }),
    ...((kind === 'Service' || kind === 'Node') && { name: holder.name }),
  };
}

function ofHolders(
  member: HostedManagementCluster,
  nameOf: NameOfCluster,
): TakenEndpoint[] {
  return member.connection.addressHolders.all().map(({ address, holder }) => {
    // The name of a Service is the name of its cluster, which the caller may not see.
    const cluster = clusterOf(holder, member);
    return {
      vip: address,
      by: cluster
        ? { kind: 'cluster', name: nameOf(member, cluster) }
        : { kind: 'address', what: describeHolder(holder) },
      holder: toHolder(holder, cluster, member.settings.name),
    };
  });
}

function ofOtherClusters(
  member: HostedManagementCluster,
  segment: string,
  nameOf: NameOfCluster,
): TakenEndpoint[] {
  const { networks } = member.settings;
  return member.connection.clusters().flatMap(cluster => {
    const { keepalived } = cluster.spec.clusterEndpoint ?? {};
    return keepalived && isOnSegment(keepalived, networks, segment)
      ? {
          vip: keepalived.vip,
          virtualRouterID: keepalived.virtualRouterID,
          // Its nodes may name the segment's interface otherwise.
          by: { kind: 'cluster' as const, name: nameOf(member, cluster) },
          holder: holderOfCluster(cluster, member.settings.name),
        }
      : [];
  });
}

/** Names what runs without a DPUCluster, or with another value than the `spec` of its DPUCluster. */
function describeRunning(
  { kind, object }: RunningEndpoint,
  nameOf: (cluster: DpuCluster) => string,
): string {
  const { namespace, name } = object.metadata;
  // By the rules for a cluster of this name: without an owner, only those who may see every cluster see it.
  const shown = nameOf({
    metadata: { namespace, name },
    spec: { type: 'kamaji' },
  });
  return shown.startsWith(`${namespace}/${name}`)
    ? `${kind} ${shown}`
    : `the ${kind} of another cluster`;
}

/** Named as the cluster that it was made for. */
function holderOfRunning(
  { kind, object }: RunningEndpoint,
  managementCluster: string,
): EndpointHolder {
  const { namespace, name } = object.metadata;
  return {
    kind,
    managementCluster,
    namespace,
    name: clusterOfKeepalived(name) ?? name,
  };
}

/** The control planes and keepalived of a management cluster, whoever owns them. */
function ofRunning(
  member: HostedManagementCluster,
  { hosted, segment }: EndpointScope,
  nameOf: NameOfCluster,
): TakenEndpoint[] {
  const { connection, settings } = member;
  const isNear = ({ vip = '', interface: nic = '' }: RunningEndpoint) =>
    member === hosted ||
    (segment !== undefined &&
      isOnSegment({ vip, interface: nic }, settings.networks, segment));
  return connection
    .world(member.roles())
    .runningEndpoints()
    .filter(isNear)
    .map(running => ({
      vip: running.vip,
      virtualRouterID: running.virtualRouterID,
      // The nodes of another management cluster may name the segment's interface otherwise.
      interface: member === hosted ? running.interface : undefined,
      by: {
        kind: 'cluster' as const,
        name: describeRunning(running, cluster => nameOf(member, cluster)),
      },
      holder: holderOfRunning(running, settings.name),
    }));
}

function ofReservation(
  reservation: EndpointReservation,
  { hosted, segment, members }: EndpointScope,
): TakenEndpoint[] {
  const { managementCluster, vip, virtualRouterID } = reservation;
  const by = { kind: 'reservation' as const };
  const holder: EndpointHolder = {
    kind: 'Reservation',
    managementCluster,
    namespace: reservation.namespace,
    name: reservation.name,
    until: reservation.expires,
  };
  const taken = { vip, virtualRouterID, by, holder };
  if (managementCluster === hosted.settings.name) {
    return [{ ...taken, interface: reservation.interface }];
  }
  const member = members.find(
    ({ settings }) => settings.name === managementCluster,
  );
  return segment &&
    member &&
    isOnSegment(reservation, member.settings.networks, segment)
    ? [taken]
    : [];
}

/** What a new cluster cannot have, besides the endpoints of its own management cluster's clusters. */
export function takenEndpoints(
  scope: EndpointScope,
  nameOf: NameOfCluster,
  reservations: Iterable<EndpointReservation>,
): TakenEndpoint[] {
  const { hosted, segment, members } = scope;
  return [
    ...members.flatMap(member => [
      ...ofHolders(member, nameOf),
      ...(segment && member !== hosted
        ? ofOtherClusters(member, segment, nameOf)
        : []),
      ...ofRunning(member, scope, nameOf),
    ]),
    ...[...reservations].flatMap(reservation =>
      ofReservation(reservation, scope),
    ),
  ];
}

/** What clusters of other management clusters hold, as far as it matters here, by address. */
export function addressesOfOtherSites(
  hosted: HostedManagementCluster,
  all: readonly HostedManagementCluster[],
): AddressTable {
  const isShared = hosted.settings.networks.some(({ segment }) => segment);
  const others = isShared ? all.filter(other => other !== hosted) : [];
  const vips = new Set(
    others.flatMap(({ connection }) =>
      connection.clusters().flatMap(({ spec }) => {
        const { vip } = spec.clusterEndpoint?.keepalived ?? {};
        return (vip && canonicalAddress(vip)) || [];
      }),
    ),
  );
  return Object.fromEntries(
    [...vips]
      .map(vip => [vip, holdersOfOtherSites(vip, hosted, all)] as const)
      .filter(([, holders]) => holders.length > 0),
  );
}

/** The clusters with this VIP on other management clusters, on a segment of a network that gives it. */
export function holdersOfOtherSites(
  address: string,
  { settings }: HostedManagementCluster,
  all: readonly HostedManagementCluster[],
): AddressHolder[] {
  const segments = settings.networks.flatMap(network =>
    outsideNetwork({ vip: address }, network).length
      ? []
      : network.segment ?? [],
  );
  const others = segments.length
    ? all.filter(other => other.settings.name !== settings.name)
    : [];
  return others.flatMap(other => {
    const { stores } = other.connection;
    const { networks, name, title = name } = other.settings;
    return stores
      .clustersByVip(address)
      .filter(({ spec }) => {
        const { keepalived } = spec.clusterEndpoint ?? {};
        return (
          keepalived &&
          segments.some(segment => isOnSegment(keepalived, networks, segment))
        );
      })
      .map(({ metadata }) => ({
        kind: 'OtherSite' as const,
        managementCluster: title,
        runs: stores
          .controlPlanesByAddress(address)
          .some(
            controlPlane =>
              metadata.uid !== undefined &&
              isOwnedBy(controlPlane, metadata.uid),
          ),
        created: metadata.creationTimestamp,
      }));
  });
}
