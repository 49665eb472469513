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
/** @public */
export const dpuClusterKubeconfigCreatePermission = clusterPermission(
  'dpf.dpu-cluster.kubeconfig.create',
);
/** @public */
export const dpuClusterAdminKubeconfigReadPermission = clusterPermission(
  'dpf.dpu-cluster.admin-kubeconfig.read',
);
/** See the management clusters, their networks and their rules. @public */
export const managementClusterReadPermission: BasicPermission =
  createPermission({
    name: 'dpf.management-cluster.read',
    attributes: { action: 'read' },
  });

/** The permissions that are decided for one DPU cluster. @public */
export const dpuClusterPermissions = [
  dpuClusterReadPermission,
  dpuClusterCreatePermission,
  dpuClusterUpdatePermission,
  dpuClusterDeletePermission,
  dpuClusterAssignOwnerPermission,
  dpuClusterUseSecretPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterKubeconfigCreatePermission,
  dpuClusterAdminKubeconfigReadPermission,
];

/** All permissions of the plugin. @public */
export const dpfPermissions = [
  ...dpuClusterPermissions,
  managementClusterReadPermission,
];
