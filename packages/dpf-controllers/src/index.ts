/**
 * The DPUCluster reconcilers, and the watch connection and tenant prober that a portal's back end uses too.
 *
 * @packageDocumentation
 */

export { runAndExit } from './cli/runAndExit';
export { runCli } from './cli/runCli';
export type {
  ClusterManager,
  ClusterManagerCondition,
  ClusterManagerContext,
  ClusterManagerResult,
} from './clusterManager/ClusterManager';
export { DpfControllers } from './controllers/DpfControllers';
export type { DpfControllersOptions } from './controllers/DpfControllers';
export { observedRoles } from './controllers/observedRoles';
export type { CheckOutcome } from './doctor/CheckOutcome';
export type { DoctorTask } from './doctor/DoctorContext';
export { renderOutcomes } from './doctor/renderOutcomes';
export { runDoctor } from './doctor/runDoctor';
export type { HandBackReport } from './handback/HandBackReport';
export { handBack, undoHandBack } from './handback/handBack';
export { renderReport } from './handback/renderReport';
export type { ClusterChange } from './managementCluster/ClusterChange';
export { ManagementClusterConnection } from './managementCluster/ManagementClusterConnection';
export type {
  ManagementClusterOptions,
  ManagementClusterState,
} from './managementCluster/ManagementClusterConnection';
export type { RoleHolder, VendorRole } from './managementCluster/VendorRole';
export type { HeldLease } from './managementCluster/VendorWatch';
export {
  CONTROLLERS_LEASE,
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  HANDED_BACK_ANNOTATION,
  VENDOR_ROLES,
} from './managementCluster/vendorRoles';
export type { VendorRoleNames } from './managementCluster/vendorRoles';
export { PrometheusRegistry } from './metrics/PrometheusRegistry';
export {
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './metrics/registerDpuClusterMetrics';
export type {
  CollectedGauges,
  DpuClusterMetricsSources,
  SetSeries,
} from './metrics/registerDpuClusterMetrics';
export { DEFAULT_RECONCILE_SETTINGS } from './reconcile/ReconcileSettings';
export type { ReconcileSettings } from './reconcile/ReconcileSettings';
export {
  DATA_STORES,
  DEFINITION_NAMES,
  KAMAJI_GROUP,
  OPERATOR_CONFIGS,
  OPERATOR_GROUP,
  READ_RESOURCES,
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
  dpuResource,
} from './resources/dpfResources';
export { AddressFence } from './tenant/AddressFence';
export type { AddressFenceOptions, ServerNamedBy } from './tenant/AddressFence';
export { AddressNotAllowedError } from './tenant/AddressNotAllowedError';
export type { AddressRefusal } from './tenant/AddressNotAllowedError';
export { KUBECONFIG_KEYS } from './tenant/KubeconfigSecret';
export type { Secret } from './tenant/KubeconfigSecret';
export type { TenantAccess } from './tenant/TenantAccess';
export type { TenantCredentials } from './tenant/TenantCredentials';
export { TenantRequestError } from './tenant/TenantRequestError';
export { certificateExpiry } from './tenant/certificateExpiry';
export { checkTenant, checkTenantApi } from './tenant/checkTenantApi';
export type { TenantApiCheck } from './tenant/checkTenantApi';
export { judgeKubeconfig } from './tenant/judgeKubeconfig';
export type { KubeconfigJudgement } from './tenant/judgeKubeconfig';
export { loadKubeConfigFromFile } from './tenant/loadKubeConfigFromFile';
export { loadKubeConfigOfPod } from './tenant/loadKubeConfigOfPod';
