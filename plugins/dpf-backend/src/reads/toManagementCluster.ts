import {
  ManagementCluster,
  newControlPlanes,
  toDpfInstallation,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ManagementClusterHandle } from '../managementClusters';
import { sourceOf } from './sourceOf';

/** A management cluster as the REST API shows it. */
export function toManagementCluster(
  handle: ManagementClusterHandle,
): ManagementCluster {
  const { settings, connection } = handle;
  const { managementCluster, ...freshness } = sourceOf(handle);
  return {
    name: managementCluster,
    title: settings.title ?? settings.name,
    ...freshness,
    problem: connection.status().problem,
    entityRef: settings.entityRef,
    capabilities: connection.capabilities(),
    dpf: toDpfInstallation(connection.operatorConfig()),
    newControlPlanes: newControlPlanes({
      settings: settings.controlPlanes ?? {},
      operatorConfig: connection.operatorConfig(),
      runBy: handle.roles().find(({ role }) => role === 'kamaji')?.runBy,
    }),
    policy: settings.policy,
    networks: settings.networks,
  };
}
