import { messageOf } from '@dpf-portal/kube-controller';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { Outcome, ok, problem } from './DoctorCheck';
import { AGAIN } from './carryOut';
import { unseenClusters } from './checkTenants';

const LOOK_EVERY_MS = 50;

/** The version of the API server, and what it did not answer in time. */
export async function checkApiServer(
  connection: ManagementClusterConnection,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Outcome[]> {
  const { client, clock } = connection;
  const { server } = client.transport;
  const deadline = clock.monotonic() + timeoutMs;
  let gitVersion: string;
  try {
    ({ gitVersion } = await client.raw<{ gitVersion: string }>(
      'GET',
      '/version',
      undefined,
      { signal },
    ));
  } catch (error) {
    return [
      problem(
        `${server} does not answer correctly: ${messageOf(error)}`,
        'Look at the address and the credentials in the kubeconfig, and at the way there.',
      ),
    ];
  }
  const isSeen = () =>
    connection.pending.length + unseenClusters(connection).length === 0;
  while (!isSeen() && clock.monotonic() < deadline) {
    await clock.sleep(LOOK_EVERY_MS);
  }
  const answers = ok(`Kubernetes ${gitVersion} answers at ${server}`);
  const pending = connection.pending.join(', ');
  return pending
    ? [answers, problem(`Could not be read in time: ${pending}.`, AGAIN)]
    : [answers];
}
