import ipaddr from 'ipaddr.js';
import { DpuCluster } from '../cluster/DpuCluster';
import { parseAddress } from '../request/fields/vip';
import { credentialsConsentProblem } from './credentialsConsent';

/**
 * What Backstage's Kubernetes plugin may do in a DPU cluster. It shows workloads, so nothing more is of use, and its proxy
 * route would hand on whatever its token allows.
 *
 * @public
 */
export const KUBERNETES_PLUGIN_ROLE = 'view';

/** Whom the ledger names as the holder of a credential of the Kubernetes plugin. @public */
export const KUBERNETES_PLUGIN_HOLDER = 'plugin:kubernetes';

/** How the portal reaches a DPU cluster, as far as it is known. @public */
export interface KubernetesPluginRoute {
  /** `tenantAccess.mode` of the management cluster. */
  accessMode: 'direct' | 'proxy';
  /** `https://host:port`, as the admin kubeconfig names it. */
  server?: string;
  /** Who made the admin kubeconfig, where it is known. */
  kubeconfigBy?: 'kamaji' | 'user';
  /** The servers of registered clusters that the plugin may connect to: networks, addresses and domains. */
  registeredServers: readonly string[];
}

const DOMAIN =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const ONLY_DIGITS_AND_DOTS = /^[\d.]+$/;

/** Why an entry of `registeredServers` cannot be read; `undefined` when it can. @public */
export function registeredServerProblem(entry: string): string | undefined {
  if (networkOf(entry)) {
    return undefined;
  }
  return DOMAIN.test(entry) && !ONLY_DIGITS_AND_DOTS.test(entry)
    ? undefined
    : 'is neither a network such as 10.0.0.0/8, nor an address, nor a domain such as clusters.example.com.';
}

/**
 * Why a DPU cluster is not offered to Backstage's Kubernetes plugin; `undefined` when it is. The plugin connects by itself:
 * it knows no proxy, resolves names again at each request, and reads answers without a bound. So a server that a user has
 * chosen needs the operator's word.
 *
 * @public
 */
export function kubernetesPluginProblem(
  cluster: DpuCluster,
  route: KubernetesPluginRoute,
): string | undefined {
  const { namespace, name, deletionTimestamp } = cluster.metadata;
  const { kubeconfigBy, server } = route;
  if (deletionTimestamp) {
    return `${namespace}/${name} is being deleted.`;
  }
  if (route.accessMode === 'proxy') {
    return 'The portal reaches this DPU cluster through the proxy of tenantAccess, and the Kubernetes plugin cannot use a proxy.';
  }
  const consent = credentialsConsentProblem(cluster, { kubeconfigBy });
  if (consent) {
    return `${consent.sentence} ${consent.remedy}`;
  }
  if (cluster.status?.phase !== 'Ready') {
    return `${namespace}/${name} is not Ready.`;
  }
  if (!server) {
    return `The portal has not reached the API server of ${namespace}/${name} yet.`;
  }
  const isOfKamaji =
    cluster.spec.type === 'kamaji' && (kubeconfigBy ?? 'kamaji') === 'kamaji';
  return isOfKamaji || isListed(server, route.registeredServers)
    ? undefined
    : `${namespace}/${name} has a server that its owner has chosen. The Kubernetes plugin connects to it only if dpf.kubeconfigs.kubernetesPlugin.registeredServers lists its network or its domain.`;
}

function networkOf(
  entry: string,
): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  const [text, bits, ...rest] = entry.split('/');
  const address = parseAddress(text);
  if (!address || rest.length) {
    return undefined;
  }
  const all = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) {
    return [address, all];
  }
  return /^\d{1,3}$/.test(bits) && Number(bits) <= all
    ? [address, Number(bits)]
    : undefined;
}

/** A name is never resolved here: who owns the domain decides where it leads. */
function isListed(server: string, entries: readonly string[]): boolean {
  // As the plugin reads it, so that an unusual spelling of an address is no other one.
  const host = new URL(server).hostname.replace(/^\[|\]$|\.$/g, '');
  const address = ipaddr.isValid(host) ? ipaddr.process(host) : undefined;
  return entries.some(entry => {
    const network = networkOf(entry);
    if (network) {
      return (
        address !== undefined &&
        address.kind() === network[0].kind() &&
        address.match(network)
      );
    }
    const domain = entry.toLowerCase();
    return (
      address === undefined && (host === domain || host.endsWith(`.${domain}`))
    );
  });
}
