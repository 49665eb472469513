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

/** Why nothing can be written to the management cluster now, and when it can be; `undefined` when it can be now. */
export function writeProblem({
  settings,
  connection,
}: HostedManagementCluster): string | undefined {
  const { reachable, starting, synced, problem } = connection.status();
  if (starting) {
    return `${settings.name} is starting. Try again once it answers.`;
  }
  if (!reachable) {
    return `${settings.name} cannot be reached${
      problem ? ` (${withinSentence(problem)})` : ''
    }. Try again once it answers.`;
  }
  return synced && connection.capabilities()
    ? undefined
    : `${settings.name} is still being read. Try again in a moment.`;
}

/** Throws a 503 unless the management cluster can be written to and its store is up to date. */
export function assertWritable(hosted: HostedManagementCluster): void {
  const problem = writeProblem(hosted);
  if (problem) {
    throw new ServiceUnavailableError(`${problem} Nothing was changed.`);
  }
}
