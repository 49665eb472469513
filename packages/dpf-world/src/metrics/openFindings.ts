import {
  AcknowledgementsOf,
  ControllerRoleStatus,
  Finding,
  PlacedFinding,
  placeFindings,
} from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { yieldAfterSlices } from '../yieldAfterSlices';

/** What the open findings of one management cluster and its DPU clusters are made of. @public */
export interface OpenFindingsSources {
  connection: ManagementClusterConnection;
  /** Who runs which role. */
  roles: () => ControllerRoleStatus[];
  /** What is wrong with the management cluster itself. */
  ownFindings: () => Finding[];
  /** Absent in dpf-controllers, which do not know of them. */
  acknowledgementsOf?: AcknowledgementsOf;
}

/**
 * The open findings, as the portal's pages show them; empty until everything has been listed once, because rules would
 * judge clusters by half of what there is. The rules of some hundred clusters take a second together, so they are applied
 * in slices.
 */
export function openFindings({
  connection,
  roles,
  ownFindings,
  acknowledgementsOf,
}: Omit<OpenFindingsSources, 'connection'> & {
  connection: Pick<
    ManagementClusterConnection,
    'synced' | 'world' | 'clusters' | 'clock'
  >;
}): () => Promise<PlacedFinding[]> {
  let complete = false;
  return async () => {
    complete ||= connection.synced;
    if (!complete) {
      return [];
    }
    const world = connection.world(roles());
    const placed = placeFindings(ownFindings(), [], world);
    const pause = yieldAfterSlices(connection.clock);
    for (const cluster of connection.clusters()) {
      await pause();
      placed.push(...placeFindings([], [cluster], world, acknowledgementsOf));
    }
    return placed;
  };
}
