import { CredentialRole } from '@dpf-portal/dpf-model';
import {
  BasicPermission,
  ResourcePermission,
  createPermission,
} from '@backstage/plugin-permission-common';

/** Resource type of the per-cluster permissions; its ref is `stringifyDpuClusterRef`. @public */
export const RESOURCE_TYPE_DPU_CLUSTER = 'dpu-cluster';

/** A permission that is decided for each cluster. @public */
export type DpuClusterPermission = ResourcePermission<
  typeof RESOURCE_TYPE_DPU_CLUSTER
>;

function clusterPermission(
  name: string,
  action?: 'create' | 'read' | 'update' | 'delete',
): DpuClusterPermission {
  return createPermission({
    name,
    attributes: action ? { action } : {},
    resourceType: RESOURCE_TYPE_DPU_CLUSTER,
  });
}

/** See a DPU cluster. @public */
export const dpuClusterReadPermission = clusterPermission(
  'dpf.dpu-cluster.read',
  'read',
);
/** Evaluated against the candidate, before it exists. @public */
export const dpuClusterCreatePermission = clusterPermission(
  'dpf.dpu-cluster.create',
  'create',
);
/** Change a DPU cluster. @public */
export const dpuClusterUpdatePermission = clusterPermission(
  'dpf.dpu-cluster.update',
  'update',
);
/** Retire a DPU cluster. @public */
export const dpuClusterDeletePermission = clusterPermission(
  'dpf.dpu-cluster.delete',
  'delete',
);
/** To give a cluster an owner that the caller is not a member of. @public */
export const dpuClusterAssignOwnerPermission = clusterPermission(
  'dpf.dpu-cluster.assign-owner',
);
/** To register any existing Secret, also one that names another owner or none. @public */
export const dpuClusterUseSecretPermission = clusterPermission(
  'dpf.dpu-cluster.use-secret',
);
/**
 * To give a cluster a VIP, virtual router id or interface that its network does not give out: it may belong to somebody
 * else.
 *
 * @public
 */
export const dpuClusterChooseAddressPermission = clusterPermission(
  'dpf.dpu-cluster.choose-address',
);
/**
 * By role: to get a short-lived credential of the role. Only roles that `dpf.kubeconfigs.roles` names are offered.
 *
 * @public
 */
export const dpuClusterKubeconfigPermissions: Readonly<
  Record<CredentialRole, DpuClusterPermission>
> = {
  view: clusterPermission('dpf.dpu-cluster.kubeconfig.view'),
  edit: clusterPermission('dpf.dpu-cluster.kubeconfig.edit'),
  admin: clusterPermission('dpf.dpu-cluster.kubeconfig.admin'),
  'cluster-admin': clusterPermission(
    'dpf.dpu-cluster.kubeconfig.cluster-admin',
  ),
};
/**
 * To see everybody's credentials and revoke them. Users see and revoke their own without it.
 *
 * @public
 */
export const dpuClusterKubeconfigRevokePermission = clusterPermission(
  'dpf.dpu-cluster.kubeconfig.revoke',
);
/** See the management clusters, their networks and their rules. @public */
export const managementClusterReadPermission: BasicPermission =
  createPermission({
    name: 'dpf.management-cluster.read',
    attributes: { action: 'read' },
  });
/**
 * See the pages of the platform's engineers: each management cluster with what its controllers do, upgrades, networks,
 * and the DPUs without a cluster. DPUs of a cluster are seen by whoever may read the cluster.
 *
 * @public
 */
export const platformReadPermission: BasicPermission = createPermission({
  name: 'dpf.platform.read',
  attributes: { action: 'read' },
});
/** To lock a cluster against its deletion, and to unlock it. @public */
export const dpuClusterLockPermission = clusterPermission(
  'dpf.dpu-cluster.lock',
);

/** The permissions that are decided for one DPU cluster. @public */
export const dpuClusterPermissions = [
  dpuClusterReadPermission,
  dpuClusterCreatePermission,
  dpuClusterUpdatePermission,
  dpuClusterDeletePermission,
  dpuClusterAssignOwnerPermission,
  dpuClusterUseSecretPermission,
  dpuClusterChooseAddressPermission,
  ...Object.values(dpuClusterKubeconfigPermissions),
  dpuClusterKubeconfigRevokePermission,
  dpuClusterLockPermission,
];

/** All permissions of the plugin. @public */
export const dpfPermissions = [
  ...dpuClusterPermissions,
  managementClusterReadPermission,
  platformReadPermission,
];
