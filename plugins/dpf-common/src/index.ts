/**
 * The vocabulary of the DPF plugin set.
 *
 * @packageDocumentation
 */

export type {
  Credential,
  CredentialList,
  CredentialOffer,
  CredentialState,
  KubeconfigAnswer,
  KubeconfigRequest,
} from './api/Credential';
export type {
  ClusterHistory,
  ClusterUpgrade,
  ConditionPeriod,
  FindingPeriod,
  HistoryPeriod,
  PhasePeriod,
  RecordedCluster,
  RetiredCluster,
  RetiredClusterList,
  RetiringCluster,
  SettingChange,
} from './api/ClusterHistory';
export type { DpfApi, DpfRequestOptions } from './api/DpfApi';
export { SEEN_HEADER } from './api/seenHeader';
export type {
  ClusterOfDpu,
  DpuAnswer,
  DpuList,
  DpuListQuery,
  DpuRef,
  DpuSource,
  DpuView,
} from './api/Dpu';
export type {
  KubernetesPluginApi,
  KubernetesPluginCluster,
  KubernetesPluginClusterList,
  KubernetesPluginCredential,
} from './api/KubernetesPlugin';
export { clusterRefOf } from './api/clusterRefOf';
export { DPU_CLUSTERS_EVENT_TOPIC } from './api/DpuClusterView';
export type {
  DpuClusterList,
  DpuClusterListItem,
  DpuClusterListQuery,
  DpuClusterOverview,
  ListedNeed,
} from './api/DpuClusterList';
export type {
  CreateDpuClusterAnswer,
  DpuClusterAnswer,
  DpuClusterDiagnosis,
  DpuClusterEvent,
  DpuClusterObject,
  DpuClusterResource,
  DpuManifestsAnswer,
  DpuClusterView,
  DpuClustersEventPayload,
  KubeconfigCheckRequest,
  KubeconfigUploadAnswer,
  KubeconfigUploadRequest,
  PhaseTransition,
  UpdateDpuClusterAnswer,
  SourceState,
} from './api/DpuClusterView';
export type {
  ClusterManifestAnswer,
  ClusterManifestRequest,
} from './api/ClusterManifest';
export type { NetworkDetail, NetworkList, NetworkUseView } from './api/Network';
export type {
  ClusterForecast,
  DpfUpgradeView,
  UpgradeBlockerView,
  UpgradeComparison,
} from './api/Upgrade';
export {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  SIGNAL_HEARTBEAT_CHANNEL,
  SIGNAL_HEARTBEAT_MS,
  signalConcerns,
  signalKeyOf,
} from './api/DpuClustersSignal';
export type { DpuClustersSignal } from './api/DpuClustersSignal';
export { toDpuClusterView } from './api/toDpuClusterView';
export type {
  ManagementClusterSetup,
  PlatformManagementCluster,
  PlatformOverview,
  PlatformProblem,
  PlatformUnassignedDpu,
  SetupCheck,
} from './api/Platform';
export type { DpuClusterViewExtras } from './api/toDpuClusterView';
export type {
  ActionApi,
  ActionCallOptions,
  ActionClock,
  ActionContext,
  ActionFields,
  DpfAction,
  FieldsOf,
  ZodOfHost,
} from './actions/DpfAction';
export { zodObjectOf } from './actions/DpfAction';
export { clusterRefFields, refOfInput } from './actions/clusterRefFields';
export type { ActionInputFields, ActionInputSchema } from './actions/inputOf';
export { inputOf } from './actions/inputOf';
export { createDpuClusterAction } from './actions/createDpuCluster';
export { explainDpuClusterAction } from './actions/explainDpuCluster';
export { getDpuClusterAction } from './actions/getDpuCluster';
export { getDpuClusterCredentialsAction } from './actions/getDpuClusterCredentials';
export { getPlatformReadinessAction } from './actions/getPlatformReadiness';
export { listDpuClustersAction } from './actions/listDpuClusters';
export {
  presentUid,
  retireDpuCluster,
  retireDpuClusterAction,
} from './actions/retireDpuCluster';
export { toActionError } from './actions/toActionError';
export type { ActionRemedies } from './actions/toActionError';
export { unavailability } from './actions/unavailability';
export { updateDpuClusterAction } from './actions/updateDpuCluster';
export {
  taskMinutes,
  waitForDpuClusterAction,
  waitUntilReady,
} from './actions/waitForDpuCluster';
export { DpfClient } from './client/DpfClient';
export { fieldProblemsOf } from './client/fieldProblemsOf';
export {
  serverMessage,
  statusCodeOf,
  withServerMessage,
} from './client/serverMessage';
export { dpuClusterEntityName, dpuClusterEntityRef } from './dpuClusterEntity';
export { readPortalPages } from './readPortalPages';
export type { PortalPagesConfig } from './readPortalPages';
export {
  RESOURCE_TYPE_DPU_CLUSTER,
  dpfPermissions,
  dpuClusterAssignOwnerPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterCreatePermission,
  dpuClusterDeletePermission,
  dpuClusterKubeconfigPermissions,
  dpuClusterKubeconfigRevokePermission,
  dpuClusterLockPermission,
  dpuClusterPermissions,
  dpuClusterReadPermission,
  dpuClusterUpdatePermission,
  dpuClusterUseSecretPermission,
  managementClusterReadPermission,
  platformReadPermission,
} from './permissions';
export type { DpuClusterPermission } from './permissions';
