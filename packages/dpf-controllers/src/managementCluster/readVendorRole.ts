import { ControllerRole } from '@dpf-portal/backstage-plugin-dpf-common';
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
import { VendorRole } from './VendorWatch';
import { VENDOR_ROLES } from './vendorRoles';

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

/** Who a Lease names now, whether or not that one is still alive. */
export async function readLeaseHolder(
  client: KubeClient,
  namespace: string,
  name: string,
): Promise<Pick<VendorRole, 'lease' | 'holder'>> {
  const found = await read<LeaseObject>(client, CORE_RESOURCES.leases, {
    namespace,
    name,
  });
  if (found === 'unknown') {
    return { lease: 'unknown' };
  }
  const holder = holderOf(found === 'absent' ? undefined : found);
  return holder ? { lease: 'held', holder } : { lease: 'free' };
}

/** One look at the vendor's own controller of a role, without a watch. */
export async function readVendorRole(
  client: KubeClient,
  namespace: string,
  role: ControllerRole,
): Promise<VendorRole> {
  const { deployment, lease } = VENDOR_ROLES[role];
  const [installed, held] = await Promise.all([
    read(client, CORE_RESOURCES.deployments, { namespace, name: deployment }),
    readLeaseHolder(client, namespace, lease),
  ]);
  return {
    role,
    deployment: typeof installed === 'string' ? installed : 'present',
    ...held,
  };
}
