import { DpuCluster, findingsOf, keyOf } from '@dpf-portal/dpf-model';
import { once } from 'node:events';
import net from 'node:net';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import {
  DoctorContext,
  Outcome,
  findingAmong,
  found,
  ok,
  problem,
  warning,
} from './DoctorCheck';

const CONNECT_TIMEOUT_MS = 3_000;
/** Of clusters with a problem, in a portal. */
const MOST_SHOWN = 20;

/** The clusters that are being probed and have no result yet. */
export function unseenClusters(
  connection: ManagementClusterConnection,
): DpuCluster[] {
  return connection.clusters().filter(({ metadata }) => {
    const { health, message } =
      connection.observation(metadata.uid ?? '') ?? {};
    return health === 'unknown' && !message;
  });
}

async function proxyOutcome(proxyUrl: string): Promise<Outcome> {
  const { hostname, port } = new URL(proxyUrl);
  const proxy = `The proxy ${hostname}:${port || 80}`;
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = net.connect({ host, port: Number(port) || 80 });
  try {
    const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
    await once(socket, 'connect', { signal });
    return ok(`${proxy} takes connections`);
  } catch {
    return problem(
      `${proxy} takes no connection, and DPU clusters are to be reached through it.`,
      'Start it, or give another one: --tenant-proxy URL',
    );
  } finally {
    socket.destroy();
  }
}

/** Whether a sentence says a message already, perhaps after a beginning of its own. */
function repeats(sentence: string | undefined, message: string): boolean {
  return Boolean(sentence?.toLowerCase().endsWith(message.toLowerCase()));
}

function tenantOutcome(
  { connection, world, portal }: DoctorContext,
  cluster: DpuCluster,
): Outcome {
  const { uid = '' } = cluster.metadata;
  const whose = keyOf(cluster);
  const observation = connection.observation(uid);
  if (!observation) {
    const [worst] = findingsOf(cluster, world);
    return worst && worst.severity !== 'info'
      ? found(worst, `${whose}: ${worst.sentence}`)
      : ok(`${whose} is starting or being deleted, so it was not asked`);
  }
  const { health, message, server, serverVersion } = observation;
  if (health === 'healthy') {
    return ok(`${whose} answers at ${server} (${serverVersion})`);
  }
  const finding = findingAmong(
    ['KubeconfigUnusable', 'ApiNotAnswering', 'AddressNotAnswering'],
    cluster,
    world,
  );
  // Who runs the doctor may see every detail. In a portal, details about servers that users name stand only in its log.
  const detail = portal ? undefined : connection.prober.failureDetail(uid);
  const exact = detail ?? message ?? '';
  const said = repeats(finding?.sentence, exact)
    ? finding?.sentence
    : [finding?.sentence, exact].filter(Boolean).join(' ');
  const text = `${whose}${server ? ` at ${server}` : ''}: ${said}`;
  return finding
    ? found(finding, text)
    : problem(
        text,
        `Let this identity read the Secret ${cluster.spec.kubeconfig}, and look at the way to the API server (--tenant-proxy, --allow-cidr, firewall).`,
      );
}

/** A portal may have hundreds of clusters, each with a page that says more. */
function inShort(outcomes: readonly Outcome[]): Outcome[] {
  const wrong = outcomes.filter(({ state }) => state !== 'ok');
  const number = outcomes.length - wrong.length;
  const rest = wrong.length - MOST_SHOWN;
  return [
    ...(number
      ? [ok(`${number} of ${outcomes.length} DPU clusters answer or start`)]
      : []),
    ...wrong.slice(0, MOST_SHOWN),
    ...(rest > 0 ? [warning(`${rest} more DPU clusters have a problem.`)] : []),
  ];
}

/** Checks the route to DPU clusters, and whether those that have a kubeconfig answer. */
export async function checkTenants(context: DoctorContext): Promise<Outcome[]> {
  const { connection, proxyUrl, portal } = context;
  const unseen = unseenClusters(connection);
  const asked = connection
    .clusters()
    .filter(cluster => cluster.spec.kubeconfig && !unseen.includes(cluster))
    .map(cluster => tenantOutcome(context, cluster));
  const outcomes = portal ? inShort(asked) : asked;
  if (unseen.length) {
    const names = unseen.map(keyOf).join(', ');
    outcomes.push(warning(`Not asked in time: ${names}.`, 'Check again.'));
  }
  const all = proxyUrl ? [await proxyOutcome(proxyUrl), ...outcomes] : outcomes;
  return all.length ? all : [ok('None has a kubeconfig yet')];
}
