import {
  DpuCluster,
  TenantControlPlane,
  World,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { isOwnedBy } from '@dpf-portal/kube-controller';
import { controlPlaneName } from './names';

/** The cluster's control plane; one of an earlier cluster of the same name is not. */
export function ownControlPlane(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): TenantControlPlane | undefined {
  const { namespace = '', name, uid = '' } = cluster.metadata;
  const tcp = world.tenantControlPlane(namespace, controlPlaneName(name));
  return tcp && isOwnedBy(tcp, uid) ? tcp : undefined;
}
