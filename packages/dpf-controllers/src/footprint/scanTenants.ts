import {
  DpuCluster,
  MANAGED_BY,
  TENANT_ACCOUNTS_NAMESPACE,
  TenantControlPlane,
  isControlPlaneOf,
  keyOf,
} from '@dpf-portal/dpf-model';
import {
  AddressFence,
  OpenTenant,
  TENANT_CONTROL_PLANES,
  TenantAccess,
  connectTenant,
} from '@dpf-portal/dpf-world';
import {
  Clock,
  KubeClient,
  isNotFound,
  messageOf,
} from '@dpf-portal/kube-controller';
import { inTurns } from './inTurns';
import { NotChecked } from './listOwned';
import { OwnedObject, ownedPartOf } from './OwnedObject';
import { TENANT_KINDS } from './ownedKinds';
import { TenantObjects } from './TenantObjects';

const CLUSTERS_AT_A_TIME = 8;
const REQUEST_TIMEOUT_MS = 5_000;
/** For everything in one DPU cluster. */
const CLUSTER_TIMEOUT_MS = 20_000;

/** How DPU clusters are reached. */
export interface TenantRoute {
  client: KubeClient;
  access: TenantAccess;
  clock: Clock;
}

/** What this project owns in one DPU cluster. */
export interface TenantScan {
  cluster: DpuCluster;
  objects: OwnedObject[];
  /** The namespace is not empty without what is ours; whose that is. */
  others: string[];
  notChecked?: NotChecked;
}

/** How the place is called in a report. */
export function placeOf(cluster: DpuCluster): string {
  return `DPU cluster ${keyOf(cluster)}`;
}

/** The cluster's own control plane: it tells whether Kamaji has named the address. */
async function controlPlaneOf(
  client: KubeClient,
  cluster: DpuCluster,
): Promise<TenantControlPlane | undefined> {
  if (cluster.spec.type !== 'kamaji') {
    return undefined;
  }
  const { namespace, name } = cluster.metadata;
  try {
    const found = await client.get<TenantControlPlane>(TENANT_CONTROL_PLANES, {
      namespace,
      name,
    });
    return isControlPlaneOf(cluster, found) ? found : undefined;
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Works in one DPU cluster with its admin kubeconfig, within the address fence and for a bounded time. */
export async function inTenant<T>(
  { client, access, clock }: TenantRoute,
  cluster: DpuCluster,
  work: (objects: TenantObjects) => Promise<T>,
): Promise<T> {
  const deadline = clock.monotonic() + CLUSTER_TIMEOUT_MS;
  let tenant: OpenTenant | undefined;
  try {
    tenant = await connectTenant(cluster, {
      client,
      controlPlane: await controlPlaneOf(client, cluster),
      access,
      fence: new AddressFence({
        allowedCidrs: access.allowedCidrs,
        managementServer: client.transport.server,
      }),
      timeoutMs: REQUEST_TIMEOUT_MS,
    });
    return await work(
      new TenantObjects(tenant, () =>
        Math.max(1, deadline - clock.monotonic()),
      ),
    );
  } finally {
    tenant?.close();
  }
}

/** Of the namespace: an account and a ConfigMap that Kubernetes puts into each one. */
const OF_EVERY_NAMESPACE: readonly string[] = ['default', 'kube-root-ca.crt'];

const OTHER_KINDS = ['pods', 'configmaps', 'services'] as const;

async function scan(
  cluster: DpuCluster,
  objects: TenantObjects,
): Promise<Omit<TenantScan, 'notChecked'>> {
  const place = placeOf(cluster);
  const namespace = TENANT_ACCOUNTS_NAMESPACE;
  const { namespaces, namespaced, clusterWide } = TENANT_KINDS;
  const found: OwnedObject[] = [];
  const others: string[] = [];
  const home = await objects.find(namespaces, { name: namespace });
  if (home) {
    for (const resource of namespaced) {
      for (const object of await objects.list(resource, namespace)) {
        const owned = ownedPartOf(place, resource, object);
        if (owned) {
          found.push(owned);
        } else if (!OF_EVERY_NAMESPACE.includes(object.metadata.name)) {
          others.push(`${resource.kind} ${object.metadata.name}`);
        }
      }
    }
    for (const plural of OTHER_KINDS) {
      const resource = { ...namespaced[0], plural, kind: plural };
      for (const { metadata } of await objects.list(resource, namespace)) {
        if (!OF_EVERY_NAMESPACE.includes(metadata.name)) {
          others.push(`${plural}/${metadata.name}`);
        }
      }
    }
  }
  for (const resource of clusterWide) {
    for (const object of await objects.list(resource)) {
      const owned = ownedPartOf(place, resource, object);
      if (owned) {
        found.push(owned);
      }
    }
  }
  // A namespace of this name that somebody else has made is not ours.
  const isOurs = home?.metadata.labels?.[MANAGED_BY.label] === MANAGED_BY.value;
  const ownedHome =
    home && isOurs ? ownedPartOf(place, namespaces, home) : undefined;
  return {
    cluster,
    others,
    objects: ownedHome ? [...found, ownedHome] : found,
  };
}

/**
 * Reads what this project owns in the DPU clusters that have a kubeconfig; in one without it nothing can have been
 * made. Changes nothing.
 */
export async function scanTenants(
  route: TenantRoute,
  clusters: readonly DpuCluster[],
): Promise<TenantScan[]> {
  return inTurns(
    clusters.filter(({ spec }) => spec.kubeconfig),
    CLUSTERS_AT_A_TIME,
    async cluster => {
      try {
        return await inTenant(route, cluster, objects =>
          scan(cluster, objects),
        );
      } catch (error) {
        return {
          cluster,
          objects: [],
          others: [],
          notChecked: {
            place: placeOf(cluster),
            what: 'Credentials of users',
            reason: messageOf(error),
          },
        };
      }
    },
  );
}
