import { DpuCluster, EndpointReservation } from '@dpf-portal/dpf-model';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { findLive } from '../managementClusters/findLive';
import { ReservationsRead } from './ReservationStore';

/** What the clusters say of reservations. */
export interface Current {
  /** Those that count. */
  counting: EndpointReservation[];
  /** The keys of those whose cluster is gone. */
  over: string[];
  /** By key: those whose cluster has appeared, now with its uid, so that they end with it. */
  recognized: ReadonlyMap<string, EndpointReservation>;
}

/**
 * The cluster that a reservation without a uid was made for. It is of a manifest, which was applied by somebody else, who
 * knows of no reservation.
 */
function appliedFor(
  managementClusters: ManagementClusters,
  { managementCluster, namespace, name, vip }: EndpointReservation,
): DpuCluster | undefined {
  return managementClusters
    .get(managementCluster)
    ?.connection.clusters()
    .find(
      ({ metadata, spec }) =>
        metadata.namespace === namespace &&
        metadata.name === name &&
        spec.clusterEndpoint?.keepalived?.vip === vip,
    );
}

/** `seen`: the cluster is known, so that it counts itself; `over`: it was deleted. */
async function stateOf(
  managementClusters: ManagementClusters,
  { managementCluster, namespace, name, uid }: EndpointReservation,
): Promise<'counts' | 'seen' | 'over'> {
  const member = managementClusters.get(managementCluster);
  if (!member || !uid) {
    return 'counts';
  }
  const { connection } = member;
  if (connection.clusterByUid(uid)) {
    return 'seen';
  }
  const groups = connection.capabilities()?.apis ?? [];
  if (!connection.status().reachable || !groups.length) {
    return 'counts';
  }
  try {
    for (const { group } of groups) {
      const live = await findLive(connection, group, namespace, name);
      if (live?.metadata.uid === uid) {
        return 'seen';
      }
    }
    return 'over';
  } catch {
    return 'counts';
  }
}

/** Of those that were read, the ones whose cluster does not count by itself. `ownKey` is that of the request. */
export async function countingOf(
  managementClusters: ManagementClusters,
  read: ReservationsRead,
  ownKey?: string,
): Promise<Current> {
  const counting: EndpointReservation[] = [];
  const over: string[] = [];
  const recognized = new Map<string, EndpointReservation>();
  for (const [key, reservation] of read.reservations) {
    if (key === ownKey) {
      continue;
    }
    const applied =
      reservation.uid === undefined
        ? appliedFor(managementClusters, reservation)
        : undefined;
    if (applied) {
      recognized.set(key, { ...reservation, uid: applied.metadata.uid });
      continue;
    }
    const state = await stateOf(managementClusters, reservation);
    if (state === 'counts') {
      counting.push(reservation);
    } else if (state === 'over') {
      over.push(key);
    }
  }
  return { counting, over, recognized };
}
