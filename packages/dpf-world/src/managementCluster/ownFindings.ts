import {
  Assignment,
  ControllerRoleStatus,
  Finding,
  addressesUnreadable,
  dpuCountsOf,
  managementClusterAway,
  managementClusterFindings,
} from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from './ManagementClusterConnection';

const NOBODY: ControllerRoleStatus[] = [];

function toIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** The DPUs without a DPU cluster, and what could take them. @public */
export function assignmentOf(
  connection: ManagementClusterConnection,
): Assignment {
  return {
    capabilities: connection.capabilities(),
    unassigned: connection.stores.unassignedDpus(),
    clusters: connection.clusters(),
    assignedTo: cluster =>
      dpuCountsOf(cluster, connection.world(NOBODY)).assigned ?? 0,
  };
}

/** The finding that the management cluster cannot be reached; `undefined` while it can, and while it starts. @public */
export function awayFindingOf(
  connection: ManagementClusterConnection,
  title: string,
): Finding | undefined {
  const { reachable, starting, observedAt } = connection.status();
  return reachable || starting
    ? undefined
    : managementClusterAway({ title, observedAt: toIso(observedAt) });
}

/** What is wrong with a management cluster itself, as far as one identity can see. @public */
export function ownFindingsOf(
  connection: ManagementClusterConnection,
  options: {
    /** Title or name of the management cluster. */
    title: string;
    roles: ControllerRoleStatus[];
  },
): Finding[] {
  const { title, roles } = options;
  const unread = addressesUnreadable(
    title,
    connection.addressHolders.unreadable,
  );
  return [
    ...managementClusterFindings({
      title,
      capabilities: connection.capabilities(),
      operatorConfig: connection.operatorConfig(),
      tenantPathProblemSince: toIso(connection.status().tenantPathProblemSince),
      world: connection.world(roles),
      assignment: assignmentOf(connection),
    }),
    ...(unread ? [unread] : []),
  ];
}
