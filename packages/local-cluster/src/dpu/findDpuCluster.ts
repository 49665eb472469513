import {
  CORE_RESOURCES,
  KubeClient,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { Credentials } from '../pki/KeyPair';
import { Secret } from '../kubelet/workloads';
import { DpuCluster, ServedDpf } from './ServedDpf';

/** The cluster that a DPU joins: a TenantControlPlane of the management cluster, or the built-in static cluster. */
export type DpuClusterRef = 'static' | { namespace: string; name: string };

/** The data needed to let a DPU join a cluster. */
export interface DpuTarget {
  /** Kubeconfig of the cluster's administrator. */
  kubeconfig: string;
  /** The certificate authority of the cluster. A light tenant has none. */
  authority?: Credentials;
}

/** A DPUCluster and the API group that serves it. */
export interface FoundDpuCluster {
  served: ServedDpf;
  cluster: DpuCluster;
}

async function named(
  { namespace, name }: { namespace: string; name: string },
  served: readonly ServedDpf[],
  client: KubeClient,
): Promise<FoundDpuCluster | undefined> {
  for (const api of served) {
    try {
      const ref = { namespace, name };
      const cluster = await client.get<DpuCluster>(api.clusters, ref);
      return { served: api, cluster };
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
    }
  }
  return undefined;
}

async function serverOf(
  { metadata, spec }: DpuCluster,
  client: KubeClient,
): Promise<string | undefined> {
  try {
    const { data = {} } = await client.get<Secret>(CORE_RESOURCES.secrets, {
      namespace: metadata.namespace,
      name: spec.kubeconfig ?? '',
    });
    const text = data['super-admin.conf'] ?? data['admin.conf'] ?? '';
    return serverNamedBy(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

function serverNamedBy(kubeconfig: string): string | undefined {
  const parsed = new KubeConfig();
  parsed.loadFromString(kubeconfig);
  return parsed.getCurrentCluster()?.server;
}

async function registeredStatic(
  kubeconfig: string,
  served: readonly ServedDpf[],
  client: KubeClient,
): Promise<FoundDpuCluster | undefined> {
  const server = serverNamedBy(kubeconfig);
  const found: FoundDpuCluster[] = [];
  for (const api of served) {
    for (const cluster of await client.listAll<DpuCluster>(api.clusters)) {
      if (
        cluster.spec.type === 'static' &&
        (await serverOf(cluster, client)) === server
      ) {
        found.push({ served: api, cluster });
      }
    }
  }
  if (found.length > 1) {
    const names = found.map(
      ({ cluster: { metadata } }) => `${metadata.namespace}/${metadata.name}`,
    );
    throw new Error(
      `Several DPUClusters refer to the static cluster: ${names.join(
        ', ',
      )}. Name one of them in place of static`,
    );
  }
  return found[0];
}

/**
 * Finds the DPUCluster of a reference. `static` is the DPUCluster of the built-in static cluster; `undefined` if it is
 * not registered yet.
 *
 * @throws if there is no DPUCluster of that name.
 */
export async function findDpuCluster(options: {
  ref: DpuClusterRef;
  served: readonly ServedDpf[];
  client: KubeClient;
  /** Server of the built-in static cluster. */
  staticKubeconfig: () => Promise<string>;
}): Promise<FoundDpuCluster | undefined> {
  const { ref, served, client, staticKubeconfig } = options;
  if (ref === 'static') {
    return registeredStatic(await staticKubeconfig(), served, client);
  }
  const found = await named(ref, served, client);
  if (!found) {
    throw new Error(`There is no DPUCluster ${ref.namespace}/${ref.name}`);
  }
  if (
    found.cluster.spec.type === 'static' &&
    (await serverOf(found.cluster, client)) !==
      serverNamedBy(await staticKubeconfig())
  ) {
    throw new Error(
      `${ref.namespace}/${ref.name} has type static but is not the built-in static cluster. Only the built-in one can be joined`,
    );
  }
  return found;
}
