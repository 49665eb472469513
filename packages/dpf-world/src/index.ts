/**
 * Everything known about one management cluster and its DPU clusters: watched objects, observations, and World, which
 * is made of both.
 *
 * @packageDocumentation
 */

export {
  CONFIG_CHECKSUM_ANNOTATION,
  WANTED_HASH_ANNOTATION,
  adminKubeconfigName,
  childLabels,
  controlPlaneLabels,
  controlPlaneName,
  labelValue,
  metricsName,
  sha256,
} from './childNames';
export type { CheckOutcome, PortalSetup } from './doctor/DoctorCheck';
export { mayDo } from './doctor/checkRights';
export { readUnchecked } from './doctor/readUnchecked';
export { renderOutcomes } from './doctor/renderOutcomes';
export { checkSetup, runDoctor } from './doctor/runDoctor';
export type { DoctorOptions, SetupOptions } from './doctor/runDoctor';
export {
  DATA_STORES,
  DEFINITION_NAMES,
  KAMAJI_GROUP,
  OPERATOR_CONFIGS,
  OPERATOR_GROUP,
  SERVICE_MONITORS,
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
  dpuResource,
} from './dpfResources';
export { Dump } from './dump/Dump';
export type { DumpCount, DumpDocument } from './dump/Dump';
export type { DumpKind } from './dump/dumpKinds';
export { explain } from './dump/explain';
export type { ExplainOptions } from './dump/explain';
export type {
  ChangedFinding,
  ExplainedCluster,
  Explanation,
  MissingPart,
  NextOfSet,
  WhatIf,
} from './dump/Explanation';
export { explanationMarkdown } from './dump/explanationMarkdown';
export { renderExplanation } from './dump/renderExplanation';
export { AssumptionError } from './dump/whatIf';
export type { Assumptions, LabelEdit } from './dump/whatIf';
export { ALL_OBJECTS, collectEverything } from './dump/whatIsMissing';
export type { AddressHolders } from './managementCluster/AddressHolders';
export type { ClusterChange } from './managementCluster/ClusterChanges';
export type { ConnectionStatus } from './managementCluster/ConnectionKnowledge';
export { ManagementClusterConnection } from './managementCluster/ManagementClusterConnection';
export type { ManagementClusterConnectionOptions } from './managementCluster/ManagementClusterConnectionOptions';
export type {
  DataStore,
  WatchedStores,
  StoreEvents,
  StoreOptions,
} from './managementCluster/WatchedStores';
export { StorePositions } from './managementCluster/StorePositions';
export type { StorePosition } from './managementCluster/StorePositions';
export type {
  AnyResourceView,
  Follower,
  ResourceView,
  ResourceViewOptions,
} from './managementCluster/ResourceView';
export {
  assignmentOf,
  awayFindingOf,
  ownFindingsOf,
} from './managementCluster/ownFindings';
export { discoverCapabilities } from './managementCluster/discoverCapabilities';
export type { DiscoveredApis } from './managementCluster/discoverCapabilities';
export {
  DPU_INDEXERS,
  kubeconfigSecretName,
} from './managementCluster/indexes';
export {
  loadKubeConfigFromFile,
  loadKubeConfigOfPod,
} from './managementCluster/loadKubeConfig';
export { readDpuSelectors } from './managementCluster/readDpuSelectors';
export type { FoundDpuSelectors } from './managementCluster/readDpuSelectors';
export { ownedByDpuCluster } from './managementCluster/trim';
export {
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './metrics/registerDpuClusterMetrics';
export type {
  CollectSeries,
  CollectedGauges,
  DpuClusterMetricsSources,
  SetSeries,
} from './metrics/registerDpuClusterMetrics';
export type { OpenFindingsSources } from './metrics/openFindings';
export { registerFindingMetrics } from './metrics/registerFindingMetrics';
export { registerManagementClusterMetrics } from './metrics/registerManagementClusterMetrics';

export type { ProbeTarget } from './observation/TenantProbe';
export type { TenantProbes } from './observation/TenantProber';
export { readVendorRoles } from './roles/VendorWatch';
export type { HeldLease, VendorWatch } from './roles/VendorWatch';
export { decideRole } from './roles/decideRole';
export type { RoleDecision } from './roles/decideRole';
export { observedRole, observedRoles } from './roles/observedRoles';
export {
  CONTROLLERS_LEASE,
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  HANDED_BACK_ANNOTATION,
  VENDOR_ROLES,
} from './roles/vendorRoles';
export type {
  RoleHolder,
  VendorRole,
  VendorRoleNames,
} from './roles/vendorRoles';
export { AddressFence } from './tenant/AddressFence';
export type { AddressFenceOptions, ServerNamedBy } from './tenant/AddressFence';
export { AddressNotAllowedError } from './tenant/AddressNotAllowedError';
export type {
  AddressRefusal,
  AddressRefusalReason,
} from './tenant/AddressNotAllowedError';
export {
  KUBECONFIG_KEYS,
  readKubeconfigSecret,
} from './tenant/KubeconfigSecret';
export type {
  KubeconfigSecret,
  KubeconfigSecretReason,
  Secret,
} from './tenant/KubeconfigSecret';
export { KubeconfigSecrets } from './tenant/KubeconfigSecrets';
export { credentialsFromKubeconfig } from './tenant/judgeKubeconfig';
export type { TenantAccess, TenantCredentials } from './tenant/TenantAccess';
export { TenantHttpClient } from './tenant/TenantHttpClient';
export type {
  TenantAnswer,
  TenantHttpClientOptions,
  TenantRequestBounds,
  TenantWrite,
} from './tenant/TenantHttpClient';
export type { OpenTenant } from './tenant/OpenTenant';
export { certificateExpiry } from './tenant/certificates';
export { connectTenant } from './tenant/connectTenant';
export { checkTenantApi } from './tenant/checkTenantApi';
export type { TenantApiCheck } from './tenant/checkTenantApi';
export { judgeKubeconfig } from './tenant/judgeKubeconfig';
export type { KubeconfigJudgement } from './tenant/judgeKubeconfig';
export type { TenantSocketTarget } from './tenant/openTenantSocket';
export { TenantRequestError } from './tenant/tenantErrors';
export { yieldAfterSlices } from './yieldAfterSlices';
