import {
  DPU_CLUSTER_GROUPS,
  ManagementCluster,
  UncheckedKind,
  creationRefusedByUpgrade,
  newControlPlanes,
  toDpfInstallation,
} from '@dpf-portal/dpf-model';
import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { isBehind } from '../freshness/neverOlder';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { writeProblem } from '../requests/chooseManagementCluster';

/** How fresh what a management cluster's store says is. */
export function sourceOf(hosted: HostedManagementCluster): SourceState {
  const { synced, reachable, starting, observedAt } =
    hosted.connection.status();
  return {
    managementCluster: hosted.settings.name,
    synced,
    reachable,
    ...(starting && { starting }),
    ...(isBehind(hosted) && { behind: true }),
    observedAt:
      observedAt === undefined ? undefined : new Date(observedAt).toISOString(),
  };
}

/**
 * The same with what is not checked there, because the portal lacks a right: once for all of its clusters and DPUs. `kinds`:
 * what concerns who asks; default: everything.
 */
export async function sourceWithUnchecked(
  hosted: HostedManagementCluster,
  kinds?: readonly UncheckedKind[],
): Promise<SourceState> {
  const all = await hosted.unchecked.known();
  const unchecked = all.filter(({ kind }) => !kinds || kinds.includes(kind));
  return {
    ...sourceOf(hosted),
    ...(unchecked.length && { unchecked }),
  };
}

/** A management cluster as the REST API shows it. */
export function toManagementCluster(
  hosted: HostedManagementCluster,
): ManagementCluster {
  const { settings, connection } = hosted;
  const { managementCluster, behind: _, ...freshness } = sourceOf(hosted);
  return {
    name: managementCluster,
    title: settings.title ?? settings.name,
    ...freshness,
    problem: connection.status().problem,
    refused:
      writeProblem(hosted) ??
      // Requests that name no group are for the released one.
      creationRefusedByUpgrade(
        settings.title ?? settings.name,
        DPU_CLUSTER_GROUPS.released,
        connection.operatorConfig(),
      ),
    entityRef: settings.entityRef,
    capabilities: connection.capabilities(),
    dpf: toDpfInstallation(connection.operatorConfig()),
    newControlPlanes: newControlPlanes({
      settings: settings.controlPlanes ?? {},
      operatorConfig: connection.operatorConfig(),
      runBy: hosted.roles().find(({ role }) => role === 'kamaji')?.runBy,
    }),
    clusterLabel: settings.clusterLabel,
    policy: settings.policy,
    networks: settings.networks,
  };
}
