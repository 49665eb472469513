import { ServiceUnavailableError } from '@backstage/errors';
import { withinSentence } from '@dpf-portal/dpf-model';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { RequestProblemError } from './requestErrors';

/** The management cluster of a request: the named one, else the only one. Throws a RequestProblemError otherwise. */
export function chooseManagementCluster(
  managementClusters: ManagementClusters,
  named?: string,
): HostedManagementCluster {
  const all = managementClusters.list();
  const chosen =
    named === undefined
      ? all.length === 1 && all[0]
      : managementClusters.get(named);
  if (!chosen) {
    const names = all.map(({ settings }) => settings.name).join(', ');
    throw new RequestProblemError([
      {
        field: 'managementCluster',
        reason: names
          ? `Choose one of ${names}.`
          : 'No management cluster is configured.',
      },
    ]);
  }
  return chosen;
}

/** Throws a 503 unless the management cluster can be written to and its store is up to date. */
export function assertWritable({
  settings,
  connection,
}: HostedManagementCluster): void {
  const { reachable, starting, synced, problem } = connection.status();
  if (starting) {
    throw new ServiceUnavailableError(
      `${settings.name} is starting. Nothing was changed; try again once it answers.`,
    );
  }
  if (!reachable) {
    throw new ServiceUnavailableError(
      `${settings.name} cannot be reached${
        problem ? ` (${withinSentence(problem)})` : ''
      }. Nothing was changed; try again once it is back.`,
    );
  }
  if (!synced || !connection.capabilities()) {
    throw new ServiceUnavailableError(
      `${settings.name} is still being read. Try again in a moment.`,
    );
  }
}
