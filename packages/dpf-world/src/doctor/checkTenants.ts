import { DpuCluster, isWrongServer } from '@dpf-portal/dpf-model';
import { once } from 'node:events';
import net from 'node:net';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { checkTenant } from '../tenant/checkTenantApi';
import {
  DoctorCheck,
  DoctorContext,
  Outcome,
  ok,
  problem,
} from './DoctorCheck';

const CONNECT_TIMEOUT_MS = 3_000;
/** As many are asked, a few at a time; a doctor's visit should not take minutes. */
const MOST_TENANTS = 40;
const AT_ONCE = 8;

async function proxyOutcome(proxyUrl: string): Promise<Outcome> {
  const { hostname, port } = new URL(proxyUrl);
  const socket = net.connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || 80,
  });
  try {
    await once(socket, 'connect', {
      signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
    });
    return ok(`The proxy ${hostname}:${port || 80} takes connections`);
  } catch {
    return problem(
      `The proxy ${hostname}:${
        port || 80
      } takes no connection, and DPU clusters are to be reached through it.`,
      'Start it, or give another one: --tenant-proxy URL',
    );
  } finally {
    socket.destroy();
  }
}

async function tenantOutcome(
  { client, server, tenantAccess }: DoctorContext,
  { metadata, spec }: DpuCluster,
): Promise<Outcome> {
  const { namespace = '', name } = metadata;
  const secrets = new KubeconfigSecrets({ client });
  const secret = await secrets.read(namespace, spec.kubeconfig ?? '');
  const whose = `${namespace}/${name}`;
  if (!secret.credentials) {
    return problem(
      `${whose}: ${secret.state.problem ?? 'The kubeconfig cannot be used.'}`,
      `Put a usable admin kubeconfig in the Secret ${spec.kubeconfig}, or let this identity read it.`,
    );
  }
  const answer = await checkTenant(secret.credentials, {
    access: tenantAccess,
    managementServer: server,
    // Of a Kamaji cluster the VIP may be on this machine.
    namedBy: spec.type === 'kamaji' ? 'kamaji' : 'user',
  });
  const { problem: found } = answer;
  return found
    ? problem(
        `${whose} at ${answer.server}: ${found.detail ?? found.message}`,
        isWrongServer(found.reason)
          ? `Put a kubeconfig with another server in the Secret ${spec.kubeconfig}.`
          : 'Look at the way there (--tenant-proxy, --allow-cidr, firewall) and at the API server itself.',
      )
    : ok(`${whose} answers at ${answer.server} (${answer.serverVersion})`);
}

async function tenantOutcomes(context: DoctorContext): Promise<Outcome[]> {
  const named = context.clusters.filter(({ spec }) => spec.kubeconfig);
  const asked = named.slice(0, MOST_TENANTS);
  const outcomes: Outcome[] = [];
  for (let first = 0; first < asked.length; first += AT_ONCE) {
    const some = asked.slice(first, first + AT_ONCE);
    outcomes.push(
      ...(await Promise.all(some.map(one => tenantOutcome(context, one)))),
    );
  }
  const rest = named.length - asked.length;
  return rest > 0 ? [...outcomes, ok(`${rest} more were not asked`)] : outcomes;
}

/** The way to DPU clusters, and whether those that have a kubeconfig answer. */
export const checkTenants: DoctorCheck = {
  name: 'DPU clusters',
  async run(context) {
    const { mode, proxyUrl } = context.tenantAccess;
    const proxy =
      mode === 'proxy' && proxyUrl ? [await proxyOutcome(proxyUrl)] : [];
    const tenants = await tenantOutcomes(context);
    const all = [...proxy, ...tenants];
    return all.length ? all : [ok('None has a kubeconfig yet')];
  },
};
