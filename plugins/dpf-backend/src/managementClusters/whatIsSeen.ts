import { HostedManagementCluster } from './HostedManagementCluster';

/** Whether history and notifications may conclude anything from what is stored of a management cluster. */
export function isSeen({ connection }: HostedManagementCluster): boolean {
  const { reachable, synced } = connection.status();
  return reachable && synced && !connection.stores.clustersRelistPending;
}

/** Whether a cluster that is not in the store is not there either. */
export function wouldSee(
  { connection, settings }: HostedManagementCluster,
  namespace: string,
): boolean {
  const { clusters } = connection.stores;
  return (
    clusters.size > 0 &&
    [...clusters.values()].every(({ readable }) => readable) &&
    (!settings.namespaces?.length || settings.namespaces.includes(namespace))
  );
}
