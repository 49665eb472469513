import { EndpointReservation } from '@dpf-portal/dpf-model';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { findLive } from '../managementClusters/findLive';
import { ReservationsRead } from './ReservationStore';

/** Reservations that count, and the keys of those whose cluster is gone. */
interface Current {
  counting: EndpointReservation[];
  over: string[];
}

/** `seen`: the cluster is known, so that it counts itself; `over`: it was deleted. */
async function stateOf(
  managementClusters: ManagementClusters,
  { managementCluster, namespace, name, uid, vip }: EndpointReservation,
): Promise<'counts' | 'seen' | 'over'> {
  const member = managementClusters.get(managementCluster);
  if (!member) {
    return 'counts';
  }
  const { connection } = member;
  if (!uid) {
    // The cluster of a manifest was applied by somebody else, who knows of no reservation.
    const isThere = connection
      .clusters()
      .some(
        ({ metadata, spec }) =>
          metadata.namespace === namespace &&
          metadata.name === name &&
          spec.clusterEndpoint?.keepalived?.vip === vip,
      );
    return isThere ? 'seen' : 'counts';
  }
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
  for (const [key, reservation] of read.reservations) {
    const state =
      key === ownKey ? 'seen' : await stateOf(managementClusters, reservation);
    if (state === 'counts') {
      counting.push(reservation);
    } else if (state === 'over') {
      over.push(key);
    }
  }
  return { counting, over };
}
