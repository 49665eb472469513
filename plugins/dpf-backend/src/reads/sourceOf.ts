import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { ManagementClusterHandle } from '../managementClusters';

/** How fresh what a management cluster's store says is. */
export function sourceOf(handle: ManagementClusterHandle): SourceState {
  const { synced, reachable, starting, observedAt } =
    handle.connection.status();
  return {
    managementCluster: handle.settings.name,
    synced,
    reachable,
    ...(starting && { starting }),
    observedAt:
      observedAt === undefined ? undefined : new Date(observedAt).toISOString(),
  };
}
