import { ControllerRole } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  LeaseObject,
  ResourceType,
  holderOf,
  isForbidden,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { RoleHolder, VENDOR_ROLES, VendorRole } from './vendorRoles';

async function read<T extends KubeObject>(
  client: KubeClient,
  resource: ResourceType,
  ref: { namespace: string; name: string },
): Promise<T | 'absent' | 'unknown'> {
  try {
    return await client.get<T>(resource, ref);
  } catch (error) {
    if (isNotFound(error)) {
      return 'absent';
    }
    if (isForbidden(error)) {
      return 'unknown';
    }
    throw error;
  }
}

/** Who a Lease names now, whether or not that one is still alive; `unknown`: it may not be read. */
export async function readLeaseHolder(
  client: KubeClient,
  namespace: string,
  name: string,
): Promise<{ holder?: string; since?: string } | 'unknown'> {
  const found = await read<LeaseObject>(client, CORE_RESOURCES.leases, {
    namespace,
    name,
  });
  if (found === 'unknown') {
    return 'unknown';
  }
  const lease = found === 'absent' ? undefined : found;
  return { holder: holderOf(lease), since: lease?.spec?.acquireTime };
}

/**
 * One look at the vendor's own controller of a role, without a watch.
 *
 * @param ourHolder - who holds this project's own Lease.
 */
export async function readVendorRole(
  client: KubeClient,
  namespace: string,
  role: ControllerRole,
  ourHolder?: string,
): Promise<VendorRole> {
  const { deployment, leases } = VENDOR_ROLES[role];
  const [installed, ...named] = await Promise.all([
    read(client, CORE_RESOURCES.deployments, { namespace, name: deployment }),
    ...leases.map(lease => readLeaseHolder(client, namespace, lease)),
  ]);
  const holders: RoleHolder[] = [];
  for (const [i, seen] of named.entries()) {
    if (seen !== 'unknown' && seen.holder) {
      const { holder, since } = seen;
      const isOurs = holder === ourHolder;
      holders.push({ lease: leases[i], holder, since, isOurs });
    }
  }
  return {
    role,
    deployment: typeof installed === 'string' ? installed : 'present',
    holders: named.includes('unknown') ? 'unknown' : holders,
  };
}
