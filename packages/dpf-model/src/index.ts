/**
 * What DPF means: its API types, the findings, the claims, and the rules of kubeconfigs and requests. Pure functions that
 * also run in a browser.
 *
 * @packageDocumentation
 */

export {
  DPF_ANNOTATIONS,
  PORTAL_ANNOTATIONS,
  dpuClusterAnnotations,
  dpuClusterEntityAnnotations,
  shownAnnotations,
} from './annotations';
export type { ShownAnnotations } from './annotations';
export type {
  DpfCapabilities,
  DpuClusterApi,
} from './capabilities/DpfCapabilities';
export { DPU_CLUSTER_GROUPS, groupOf } from './cluster/DpuCluster';
export type {
  Dpu,
  DpuCluster,
  DpuClusterGroup,
  DpuClusterPhase,
  DpuClusterSpec,
  DpuClusterStatus,
  KeepalivedSpec,
} from './cluster/DpuCluster';
export {
  dpuClusterPagePath,
  dpuClusterRefOf,
  parseDpuClusterRef,
  stringifyDpuClusterRef,
} from './cluster/DpuClusterRef';
export type { DpuClusterRef } from './cluster/DpuClusterRef';
export {
  assignedDpus,
  countDpus,
  describeDpuCounts,
  describeDpuProgress,
} from './cluster/countDpus';
export type { DpuCounts, KnownDpus } from './cluster/countDpus';
export { internalFinalizer, managerFinalizer } from './cluster/finalizers';
export { isGating } from './cluster/gatingConditions';
export type {
  NewControlPlaneProblem,
  NewControlPlaneSources,
} from './controlPlane/NewControlPlane';
export { encryptionProblem } from './controlPlane/encryption';
export { newControlPlanes } from './controlPlane/newControlPlanes';
export {
  newPodRange,
  podRangeTooSmall,
  widestPodRange,
} from './controlPlane/newPodRange';
export type { PodRange } from './controlPlane/newPodRange';
export { planControlPlane } from './controlPlane/planControlPlane';
export {
  KAMAJI_POD_CIDR,
  SERVICE_CIDR,
  cidrsOverlap,
  nodesInPodRanges,
  podRangeProblem,
  podRangesOf,
} from './controlPlane/podRange';
export type { Finding, FindingCode, FindingWho } from './findings/Finding';
export { isRefusedAddress, isWrongServer } from './findings/Observation';
export type {
  JoinInfoObservation,
  NodesProblem,
  NodesWithoutDpu,
  ProbeReason,
  TenantObservation,
} from './findings/Observation';
export type {
  ConfigMap,
  DaemonSet,
  KubeNode,
  KubeconfigSecretState,
  PodContainer,
  Service,
  TenantControlPlane,
  World,
} from './findings/World';
export { bestClaimant, claimsOf } from './findings/claims';
export type { Claim, ClaimsWorld } from './findings/claims';
export { ownControlPlaneOf } from './findings/clusterState';
export { dpuCountsOf } from './findings/dpuCountsOf';
export { usableEndpointOf } from './findings/endpoint';
export type { Endpoint } from './findings/endpoint';
export { findingsOf } from './findings/findingsOf';
export { managementClusterAway } from './findings/managementClusterAway';
export { managementClusterFindings } from './findings/managementClusterFindings';
export { readVendorKeepalived } from './findings/readVendorKeepalived';
export type { VendorKeepalived } from './findings/readVendorKeepalived';
export { findingCodeOf } from './findings/recordedProblems';
export type { FindingRule } from './findings/rules/FindingRule';
export { editOfRunningEndpoint } from './findings/rules/addressImmutable';
export { addressInUse, addressLeftBehind } from './findings/rules/addressInUse';
export { expiredCertificate } from './findings/rules/certificateExpiring';
export { nameTakenBy } from './findings/rules/childNameTaken';
export { sleepingControlPlane } from './findings/rules/controlPlaneDrifted';
export { whatBlocksDeletion } from './findings/rules/deletionBlocked';
export { endpointInvalid } from './findings/rules/endpointInvalid';
export { endpointMissing } from './findings/rules/endpointMissing';
export {
  kamajiMissing,
  missingDataStore,
  missingKamaji,
} from './findings/rules/kamajiMissing';
export { kubeconfigProblem } from './findings/rules/kubeconfigUnusable';
export { noMatchingNodes } from './findings/rules/noMatchingNodes';
export { routerIdInUse } from './findings/rules/routerIdInUse';
export { typeChanged } from './findings/rules/typeChanged';
export { selectsNode } from './findings/selectsNode';
export type {
  KubeconfigInspection,
  KubeconfigProblem,
  KubeconfigProblemCode,
  KubeconfigRules,
  SafeKubeconfig,
} from './kubeconfig/KubeconfigInspection';
export { UnsafeKubeconfigError } from './kubeconfig/UnsafeKubeconfigError';
export { analyseKubeconfig } from './kubeconfig/analyseKubeconfig';
export { inspectKubeconfig } from './kubeconfig/inspectKubeconfig';
export { kubeconfigTextOf } from './kubeconfig/kubeconfigTextOf';
export { parseSafeKubeconfig } from './kubeconfig/parseSafeKubeconfig';
export { readClusterInfo } from './kubeconfig/readClusterInfo';
export type { ClusterInfo } from './kubeconfig/readClusterInfo';
export { MAX_KUBECONFIG_BYTES } from './kubeconfig/readDocument';
export { renderKubeconfig } from './kubeconfig/renderKubeconfig';
export {
  DEFAULT_DATA_STORE,
  DEFAULT_KUBERNETES_VERSION,
} from './managementCluster/ControlPlaneSettings';
export type { ControlPlaneSettings } from './managementCluster/ControlPlaneSettings';
export { toDpfInstallation } from './managementCluster/DpfOperatorConfig';
export type {
  DpfInstallation,
  DpfOperatorConfig,
  KnownOperatorConfig,
} from './managementCluster/DpfOperatorConfig';
export {
  CONTROLLER_ROLES,
  ROLE_MODES,
  enabledOfBeforeWarning,
  readRoleMode,
} from './managementCluster/ManagementClusterStatus';
export type {
  ControllerRole,
  ControllerRoleStatus,
  DpfNetwork,
  DpfPolicy,
  ManagementCluster,
  ManagementClusterControllers,
  NewControlPlanes,
  RoleMode,
} from './managementCluster/ManagementClusterStatus';
export {
  DPF_TOO_NEW_REMEDY,
  clusterNotStarted,
  dpfIsTooNew,
  roleNotStarted,
  tooNewDpf,
  tooNewDpfFor,
} from './managementCluster/dpfSupport';
export {
  dpuClusterChangeSchema,
  dpuClusterRequestSchema,
} from './request/DpuClusterRequest';
export type {
  DpuClusterChange,
  DpuClusterRequest,
  FieldProblem,
} from './request/DpuClusterRequest';
export type { RequestSchema, SchemaValue } from './request/RequestSchema';
export { networkProblems } from './request/allocate/networkProblems';
export {
  nextFreeEndpoint,
  nextFreeVip,
  nextFreeVirtualRouterId,
} from './request/allocate/nextFreeEndpoint';
export type {
  FreeEndpoint,
  TakenEndpoints,
} from './request/allocate/nextFreeEndpoint';
export {
  MAX_CLUSTER_NAME_LENGTH,
  clusterNameProblem,
  controlPlaneNameProblem,
} from './request/fields/clusterName';
export {
  BUILT_IN_CLUSTER_TYPES,
  clusterTypeProblem,
} from './request/fields/clusterType';
export { entityRefProblem } from './request/fields/entityRef';
export { expiresProblem, expiryTime } from './request/fields/expires';
export {
  KUBECONFIG_UPLOAD_PATTERN,
  kubeconfigUploadProblem,
} from './request/fields/kubeconfigUpload';
export { versionProblem } from './request/fields/kubernetesVersion';
export {
  RESERVED_LABEL_PREFIXES,
  labelKeyProblem,
  labelValueProblem,
  labelsProblem,
  requestedLabelsProblem,
  reservedLabelProblem,
} from './request/fields/labels';
export { maxNodesProblem } from './request/fields/maxNodes';
export { interfaceProblem } from './request/fields/networkInterface';
export {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  namespaceProblem,
  secretNameProblem,
} from './request/fields/objectName';
export {
  LONGEST_PAUSE_MS,
  pausedUntilProblem,
  readPause,
} from './request/fields/pausedUntil';
export type { Pause } from './request/fields/pausedUntil';
export { requestIdProblem } from './request/fields/requestId';
export {
  policyNamespaceProblem,
  requestNamespaceProblem,
  requestNamespaces,
} from './request/fields/requestNamespace';
export {
  UNUSABLE_VIP_RANGES,
  canonicalAddress,
  vipProblem,
} from './request/fields/vip';
export { virtualRouterIdProblem } from './request/fields/virtualRouterId';
export { outsideNetwork } from './request/outsideNetwork';
export { requestedApi } from './request/requestedApi';
export { requestedNetwork } from './request/requestedNetwork';
export { validateDpuClusterRequest } from './request/validateDpuClusterRequest';
export type { RequestRules } from './request/validateDpuClusterRequest';
export { boundedConditions } from './text/boundedConditions';
export { LONGEST_NAME, boundedText } from './text/boundedText';
export { dayAndTime, replaceTimes } from './text/dayAndTime';
export { plainTextLogger } from './text/plainTextLogger';
export type { JsonObject, TextLogger } from './text/plainTextLogger';
export { sentence, withinSentence } from './text/sentence';
export {
  controlPlaneVersions,
  isBeingUpgraded,
} from './upgrade/controlPlaneVersions';
export type { ControlPlaneVersions } from './upgrade/controlPlaneVersions';
export {
  UPGRADES_AT_ONCE,
  decideRaise,
  nextVersion,
} from './upgrade/decideRaise';
export type { RaiseDecision } from './upgrade/decideRaise';
export { isSameVersion } from './upgrade/isSameVersion';
export { compareVersions } from './upgrade/parseVersion';
export { upgradeProblem } from './upgrade/upgradeProblem';
export {
  UPGRADE_PATIENCE_MS,
  upgradeUnderWay,
} from './upgrade/upgradesUnderWay';
export type { UpgradeUnderWay } from './upgrade/upgradesUnderWay';
