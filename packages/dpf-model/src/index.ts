/**
 * What DPF means: its API types, the findings, the claims, and the rules of kubeconfigs and requests. Pure functions that
 * also run in a browser.
 *
 * @packageDocumentation
 */

export type {
  Condition,
  KubeObject,
  ObjectMeta,
  OwnerReference,
} from '@dpf-portal/kube-controller';
export {
  ADMIN_SECRET_LABEL,
  CLAIMED_FOR_ANNOTATION,
  DPF_ANNOTATIONS,
  DPU_CLUSTER_ANNOTATIONS,
  ENTITY_ANNOTATIONS,
  PORTAL_ANNOTATIONS,
  SHOWN_ANNOTATIONS,
  UPLOAD_SECRET_LABEL,
  dpuClusterAnnotations,
  dpuClusterEntityAnnotations,
  shownAnnotations,
} from './annotations';
export type { ShownAnnotations } from './annotations';
export type {
  DpfCapabilities,
  DpuClusterApi,
  KamajiFields,
} from './capabilities/DpfCapabilities';
export {
  DPU_CLUSTER_GROUPS,
  groupOf,
  internalFinalizer,
  isGating,
  managerFinalizer,
} from './cluster/DpuCluster';
export type {
  Dpu,
  DpuCluster,
  DpuClusterGroup,
  DpuClusterPhase,
  DpuClusterSpec,
  DpuClusterStatus,
  KeepalivedSpec,
  ManagedFields,
} from './cluster/DpuCluster';
export {
  dpuClusterQuery,
  dpuClusterRefOf,
  dpuClusterTitle,
  localDpuClusterRef,
  parseDpuClusterRef,
  stringifyDpuClusterRef,
} from './cluster/DpuClusterRef';
export type { DpuClusterRef } from './cluster/DpuClusterRef';
export {
  DEFAULT_PORTAL_PATHS,
  PLATFORM_SUB_PATH,
  dpuClusterPagePath,
  dpuClusterPageUrl,
  entityPageUrl,
  platformPageUrl,
  portalPathProblem,
} from './cluster/PortalPages';
export type { PortalPage, PortalPages } from './cluster/PortalPages';
export {
  assignedDpus,
  countDpus,
  describeDpuCounts,
  describeDpuProgress,
} from './cluster/countDpus';
export type { DpuCounts, KnownDpus } from './cluster/countDpus';
export {
  DEFAULT_CLUSTER_LABEL,
  clusterLabelKeyProblem,
  clusterLabelOf,
  hasClusterLabel,
} from './dpuSelection/clusterLabel';
export type { ClusterLabel } from './dpuSelection/clusterLabel';
export { dpuManifests } from './dpuSelection/dpuManifests';
export type {
  DpuDeploymentShape,
  DpuManifest,
  DpuManifests,
  DpuSelectorShapes,
  DpuSetShape,
} from './dpuSelection/dpuManifests';
export { readDpuDeployment, readDpuSet } from './dpuSelection/DpuSelector';
export type {
  DpuDeployment,
  DpuSelector,
  DpuSet,
  KnownDpuSelectors,
  UpdateStrategy,
} from './dpuSelection/DpuSelector';
export { feedsOf } from './dpuSelection/feedsCluster';
export type { ClusterFeeds } from './dpuSelection/feedsCluster';
export { nextDpus } from './dpuSelection/allocation';
export type {
  Allocation,
  AllocationStep,
  NextDpus,
} from './dpuSelection/allocation';
export {
  labelChangeEffect,
  unconfirmedChange,
} from './dpuSelection/labelChange';
export type {
  ClusterLabels,
  DpuSetLoss,
  LabelChangeEffect,
} from './dpuSelection/labelChange';
export type { LabelSelector } from './dpuSelection/LabelSelector';
export { changeEffects } from './edits/changeEffects';
export { changedMeanwhile } from './edits/changedMeanwhile';
export {
  LONGEST_LOCK_REASON,
  describeLock,
  lockReasonProblem,
  lockText,
  lockedAgainstDeletion,
  readLock,
} from './edits/clusterLock';
export type { ClusterLock } from './edits/clusterLock';
export {
  CLUSTER_EDITS,
  changedFields,
  editsOf,
  impossibleFields,
} from './edits/editsOf';
export type {
  ChangedField,
  ClusterEdit,
  ClusterEditName,
  ClusterEdits,
  EditRules,
} from './edits/editsOf';
export { hasSelectorOfDpf, keepalivedFormOf } from './findings/keepalivedForm';
export type { KeepalivedForm } from './findings/keepalivedForm';
export { fieldsOfTools, managedByGit, retiredInGit } from './edits/gitManager';
export {
  missingParts,
  withAllParts,
  withKubeletPatches,
} from './controlPlane/controlPlaneParts';
export type {
  MissingParts,
  PartSources,
} from './controlPlane/controlPlaneParts';
export {
  RESTORED_AT_ANNOTATION,
  missingPartsOf,
  restoreConflict,
  restoredBefore,
} from './controlPlane/restores';
export { encryptionProblem } from './controlPlane/encryption';
export {
  newPodRange,
  podRangeShortage,
  widestPodRange,
} from './controlPlane/newPodRange';
export type { PodRange } from './controlPlane/newPodRange';
export {
  newControlPlanes,
  planControlPlane,
} from './controlPlane/planControlPlane';
export type {
  NewControlPlaneProblem,
  NewControlPlaneSources,
} from './managementCluster/ControlPlaneSettings';
export {
  KAMAJI_POD_CIDR,
  SERVICE_CIDR,
  cidrsOverlap,
  nodesInPodRanges,
  podRangeProblem,
  podRangesOf,
} from './controlPlane/podRange';
export type {
  Finding,
  FindingCode,
  FindingRule,
  FindingWho,
} from './findings/Finding';
export {
  attentionOf,
  findingsToActOn,
  lastChangeOf,
  whoMustAct,
  worstProblem,
} from './findings/attention';
export type {
  ClusterAttention,
  ClusterNeed,
  ClusterProblem,
  FindingToActOn,
} from './findings/attention';
export {
  LONGEST_ACKNOWLEDGEMENT_DAYS,
  LONGEST_ACKNOWLEDGEMENT_NOTE,
  acknowledgementProblems,
  toAcknowledgement,
  withAcknowledgements,
} from './findings/acknowledgement';
export type {
  AcknowledgementRequest,
  FindingAcknowledgement,
} from './findings/acknowledgement';
export { explainedByUpgrade } from './findings/explainedByUpgrade';
export { isRefusedAddress, isWrongServer } from './findings/Observation';
export type {
  JoinInfoObservation,
  NodesProblem,
  KubeletVersion,
  NodesWithoutDpu,
  ProbeReason,
  TenantObservation,
} from './findings/Observation';
export {
  tlsProblemOfUpload,
  tlsProblemSentence,
} from './findings/serverCertificate';
export type { TlsProblem } from './findings/serverCertificate';
export type {
  AdditionalVolume,
  ConfigMap,
  DaemonSet,
  JsonPatch,
  KubeNode,
  PodContainer,
  Service,
  TenantControlPlane,
} from './cluster/kubernetesObjects';
export type {
  KubeconfigSecretState,
  LastSettings,
  PortalKnowledge,
  UnownedSecret,
  WatchedKind,
  World,
} from './findings/World';
export {
  addressOfServer,
  describeHolder,
  nodeAddresses,
  serviceAddresses,
} from './findings/addressHolders';
export type { AddressHolder } from './findings/addressHolders';
export { reconcilersEnded } from './findings/reconcilersEnded';
export { secretMadeFor } from './findings/rules/secretUnowned';
export { bestClaimant, claimsOf } from './findings/claims';
export type { Claim, ClaimsWorld } from './findings/claims';
export {
  isControlPlaneOf,
  keyOf,
  ownControlPlaneOf,
  ownKeepalivedOf,
} from './findings/clusterState';
export {
  clusterOfKeepalived,
  isMadeLikeDpfs,
  keepalivedName,
  ownershipOf,
} from './findings/ownership';
export { controlPlanesLeftBehind } from './findings/controlPlanesLeftBehind';
export type { ManagementClusterWorld } from './findings/controlPlanesLeftBehind';
export type { LeftBehindWorld } from './findings/leftBehind';
export { whatRemains, whatRemainsOfGone } from './findings/whatRemains';
export type { RemainingObject, Remains } from './findings/whatRemains';
export type { Ownership, OwnershipWorld } from './findings/ownership';
export {
  endpointOfControlPlane,
  endpointOfKeepalived,
  readKeepalivedConfig,
} from './findings/RunningEndpoint';
export type {
  KeepalivedValues,
  RunningEndpoint,
} from './findings/RunningEndpoint';
export { CONTROL_PLANE_REPLICAS } from './findings/phrases';
export { ownerReferenceTo } from './findings/rules/ownerMissing';
export { dpuCountsOf } from './findings/dpuCountsOf';
export { dpuSetOf } from './findings/dpuStates';
export { DPU_STATES, describeDpus, dpuStateName } from './findings/describeDpu';
export type {
  DpuDescription,
  DpuState,
  DpuSurroundings,
} from './findings/describeDpu';
export type { DpuOrigin } from './findings/dpuOrigin';
export { inDpuOrder } from './findings/dpuSteps';
export { usableEndpointOf } from './findings/endpoint';
export type { Endpoint } from './findings/endpoint';
export {
  describeKeptOff,
  isControlPlaneNode,
  keptOffAll,
  remedyForTaint,
} from './findings/placement';
export type { KeptOff } from './findings/placement';
export { unjudged } from './findings/unjudged';
export type { Unjudged } from './findings/unjudged';
export type { WorldSource } from './findings/sourcesOfWorld';
export { findingsOf } from './findings/findingsOf';
export { isJudgeable } from './findings/isJudgeable';
export type { KnownWorld } from './findings/isJudgeable';
export { reachOf } from './findings/reach';
export type { Reach } from './findings/reach';
export { creationSteps } from './findings/creationSteps';
export type { CreationFacts, CreationStep } from './findings/creationSteps';
export { stateLabel } from './cluster/stateLabel';
export { clusterFacts, dpuClusterVersions } from './diagnosis/clusterFacts';
export type {
  CertificatesIssued,
  ClusterFacts,
} from './diagnosis/clusterFacts';
export { diagnosisMarkdown } from './diagnosis/diagnosisMarkdown';
export { plain as markdownText } from './diagnosis/markdown';
export type { DiagnosisFacts } from './diagnosis/diagnosisMarkdown';
export { partsOfRemedy } from './text/commands';
export type { RemedyPart } from './text/commands';
export { redact } from './text/redact';
export { withoutSecrets } from './diagnosis/withoutSecrets';
export {
  CONTROL_PLANE_NODE_LABELS,
  CONTROL_PLANE_TOLERATIONS,
  describeTaint,
  readToleration,
  tolerationProblem,
  untolerated,
} from './managementCluster/tolerations';
export type { Taint, Toleration } from './managementCluster/tolerations';
export { whyNotReady } from './findings/whyNotReady';
export {
  managementClusterAway,
  managementClusterFindings,
} from './findings/managementClusterFindings';
export { placeFindings } from './findings/placedFindings';
export type {
  AcknowledgementsOf,
  PlacedFinding,
} from './findings/placedFindings';
export { RIGHTS_VALUES, applyRights, rightsFile } from './rights/chartFiles';
export { uncheckedWithout } from './findings/unchecked';
export type {
  MissingRight,
  Unchecked,
  UncheckedKind,
} from './findings/unchecked';
export { problemCauses, problemCounts } from './findings/problemCauses';
export type {
  ProblemCause,
  ProblemCounts,
  ProblemPlace,
} from './findings/problemCauses';
export type { Assignment } from './findings/rules/noFeasibleCluster';
export {
  addressesUnreadable,
  networkOverlapWarning,
  networksNearlyFull,
  networksOverlap,
  reservationsDenied,
} from './findings/networkFindings';
export { noMatchingNodes } from './findings/rules/noMatchingNodes';
export type { WorldOfNodes } from './findings/rules/noMatchingNodes';
export { readVendorKeepalived } from './findings/readVendorKeepalived';
export type { VendorKeepalived } from './findings/readVendorKeepalived';
export { findingCodeOf } from './findings/recordedProblems';
export { webhookAway } from './findings/webhookAway';
export type { StoppedWrite } from './findings/webhookAway';
export { editOfRunningEndpoint } from './findings/rules/addressImmutable';
export { addressHeld } from './findings/rules/addressHeld';
export type { AddressHoldersWorld } from './findings/rules/addressHeld';
export { addressInUse, addressLeftBehind } from './findings/rules/addressInUse';
export { expiredCertificate } from './findings/rules/certificateExpiring';
export { nameTakenBy } from './findings/rules/childNameTaken';
export { sleepingControlPlane } from './findings/rules/controlPlaneDrifted';
export { whatBlocksDeletion } from './findings/rules/deletionBlocked';
export {
  endpointInvalid,
  endpointMissing,
} from './findings/rules/endpointInvalid';
export {
  kamajiMissing,
  missingDataStore,
  missingKamaji,
} from './findings/rules/kamajiMissing';
export { kubeconfigProblem } from './findings/rules/kubeconfigUnusable';
export {
  routerIdInUse,
  routerIdLeftBehind,
} from './findings/rules/routerIdInUse';
export { typeChanged } from './findings/rules/typeChanged';
export {
  CREDENTIAL_LIFETIME_PATTERN,
  DEFAULT_CREDENTIAL_MINUTES,
  MAX_CREDENTIAL_MINUTES,
  MIN_CREDENTIAL_MINUTES,
  credentialEnd,
  credentialLifetime,
  credentialLifetimeProblem,
  credentialMinutes,
} from './credentials/credentialLifetime';
export {
  CREDENTIAL_ROLES,
  credentialRoleFacts,
  readCredentialRole,
} from './credentials/credentialRoles';
export type {
  CredentialRole,
  CredentialRoleFacts,
} from './credentials/credentialRoles';
export { kubeconfigCommand } from './credentials/kubeconfigCommand';
export {
  CREDENTIALS_CONSENTS,
  credentialsConsentProblem,
} from './credentials/credentialsConsent';
export {
  KUBERNETES_PLUGIN_HOLDER,
  KUBERNETES_PLUGIN_ROLE,
  kubernetesPluginProblem,
  registeredServerProblem,
} from './credentials/kubernetesPlugin';
export type { KubernetesPluginRoute } from './credentials/kubernetesPlugin';
export { UnsafeKubeconfigError } from './kubeconfig/KubeconfigInspection';
export type {
  KubeconfigContext,
  KubeconfigInspection,
  KubeconfigProblem,
  KubeconfigProblemCode,
  KubeconfigRules,
  SafeKubeconfig,
} from './kubeconfig/KubeconfigInspection';
export {
  contextProblem,
  kubeconfigContexts,
  preselectedContext,
} from './kubeconfig/contexts';
export {
  analyseKubeconfig,
  inspectKubeconfig,
  parseSafeKubeconfig,
} from './kubeconfig/inspectKubeconfig';
export type { KubeconfigAnalysis } from './kubeconfig/inspectKubeconfig';
export {
  decodeKubeconfig,
  kubeconfigTextOf,
  withoutTrailer,
} from './kubeconfig/kubeconfigTextOf';
export { EMBED_CERTIFICATE, ISSUE_CERTIFICATE } from './kubeconfig/commands';
export { readClusterInfo } from './kubeconfig/readClusterInfo';
export type { ClusterInfo } from './kubeconfig/readClusterInfo';
export { MAX_KUBECONFIG_BYTES } from './kubeconfig/readDocument';
export { renderKubeconfig } from './kubeconfig/renderKubeconfig';
export {
  renderUserKubeconfig,
  userRoute,
} from './kubeconfig/renderUserKubeconfig';
export type { UserAccess, UserRoute } from './kubeconfig/renderUserKubeconfig';
export {
  DEFAULT_DATA_STORE,
  DEFAULT_KUBERNETES_VERSION,
} from './managementCluster/ControlPlaneSettings';
export type { ControlPlaneSettings } from './managementCluster/ControlPlaneSettings';
export {
  dpfUpgradeOf,
  dpfUpgradeRuns,
  failedValidationOf,
  toDpfInstallation,
} from './managementCluster/DpfOperatorConfig';
export type {
  DpfUpgrade,
  FailedValidation,
  DpfInstallation,
  DpfOperatorConfig,
  KnownOperatorConfig,
} from './managementCluster/DpfOperatorConfig';
export {
  CONTROLLER_ROLES,
  ROLE_MODES,
  describeRunner,
  enabledOfBeforeWarning,
  readRoleMode,
} from './managementCluster/roles';
export type {
  ControllerRole,
  ControllerRoleStatus,
  RoleMode,
} from './managementCluster/roles';
export {
  describeQuotaUse,
  offeredVersions,
} from './managementCluster/ManagementCluster';
export type {
  DpfNetwork,
  DpfPolicy,
  ManagementCluster,
  ManagementClusterControllers,
  NewControlPlanes,
  QuotaUse,
} from './managementCluster/ManagementCluster';
export {
  DPF_TOO_NEW_REMEDY,
  clusterNotStarted,
  dpfIsTooNew,
  roleNotStarted,
  tooNewDpf,
  tooNewDpfFor,
} from './managementCluster/dpfSupport';
export { plain as plainMarkdown } from './diagnosis/markdown';
export {
  EVENT_REPORTER,
  FIELD_MANAGERS,
  MANAGED_BY,
  TENANT_ACCOUNTS_NAMESPACE,
  isOwnFieldManager,
  isOwnKey,
} from './managementCluster/ownNames';
export {
  dpuClusterChangeSchema,
  dpuClusterRequestSchema,
} from './request/DpuClusterRequest';
export type {
  DpuClusterChange,
  DpuClusterRequest,
  ExpectedValues,
  FieldProblem,
} from './request/DpuClusterRequest';
export type {
  RequestSchema,
  SchemaFields,
  SchemaValue,
} from './request/RequestSchema';
export { networkUseOf } from './request/allocate/networkUse';
export type {
  EndpointHolder,
  HeldEndpoint,
  NetworkUse,
  RangeCell,
  RangeUse,
  Use,
} from './request/allocate/networkUse';
export { networkProblems } from './request/allocate/networkProblems';
export {
  nextFreeEndpoint,
  nextFreeVip,
  nextFreeVirtualRouterId,
  unusableInNetwork,
  vipProblemInNetwork,
} from './request/allocate/nextFreeEndpoint';
export type {
  FreeEndpoint,
  TakenEndpoints,
} from './request/allocate/nextFreeEndpoint';
export {
  RESERVATIONS_CONFIG_MAP,
  RESERVATION_MS,
  readReservations,
} from './request/allocate/reservations';
export type {
  EndpointReservation,
  StoredReservations,
} from './request/allocate/reservations';
export { isOnSegment, networkOverlaps } from './request/allocate/segments';
export type { NetworkOverlap, SiteNetwork } from './request/allocate/segments';
export { requestedNetwork } from './request/checkTypeFields';
export { expiresProblem, expiryTime } from './request/fields/expires';
export {
  RESERVED_LABEL_PREFIXES,
  labelKeyProblem,
  labelValueProblem,
  labelsProblem,
  requestedLabelsProblem,
  reservedLabelProblem,
} from './request/fields/labels';
export { manifestUrlProblem, readManifestUrl } from './cluster/manifestUrl';
export { ownerProblem, readOwner } from './cluster/owner';
export {
  clusterSettings,
  labelSettingName,
  settingWriter,
} from './history/clusterSettings';
export type { SettingWriter } from './history/clusterSettings';
export { shellQuoted } from './text/shellQuoted';
export {
  LONGEST_PAUSE_MS,
  pausedUntilProblem,
  readPause,
} from './request/fields/pausedUntil';
export type { Pause } from './request/fields/pausedUntil';
export {
  BUILT_IN_CLUSTER_TYPES,
  KUBECONFIG_UPLOAD_PATTERN,
  MAX_CLUSTER_NAME_LENGTH,
  clusterNameProblem,
  clusterTypeProblem,
  controlPlaneNameProblem,
  entityRefProblem,
  interfaceProblem,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  kubeconfigUploadProblem,
  defaultMaxNodes,
  maxNodesProblem,
  namespaceProblem,
  requestIdProblem,
  secretNameProblem,
  versionProblem,
  virtualRouterIdProblem,
} from './request/fields/requestFields';
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
export {
  assignableDpus,
  describeNewCluster,
} from './request/describeNewCluster';
export type {
  AssignableDpus,
  NewCluster,
  VersionSetBy,
} from './request/describeNewCluster';
export { gitManifest, newClusterManifest } from './request/newClusterManifest';
export { nodeMatches } from './request/nodeMatches';
export type { NodeMatches } from './request/nodeMatches';
export {
  dpuClusterInputSchema,
  given,
  requestOfInput,
} from './request/requestOfInput';
export type { DpuClusterInput } from './request/requestOfInput';
export { outsideNetwork } from './request/outsideNetwork';
export type { MaxNodesLimits } from './request/fields/requestFields';
export {
  maxNodesLimits,
  requestedApi,
  validateDpuClusterRequest,
} from './request/validateDpuClusterRequest';
export type { RequestRules } from './request/validateDpuClusterRequest';
export {
  LONGEST_NAME,
  boundedConditions,
  boundedText,
} from './text/boundedText';
export { dayAndTime, replaceTimes } from './text/dayAndTime';
export { plainTextLogger } from './text/plainTextLogger';
export type { JsonObject, JsonValue, TextLogger } from './text/plainTextLogger';
export { sentence, withinSentence } from './text/sentence';
export { shortName } from './text/shortName';
export {
  UPGRADES_AT_ONCE,
  decideRaise,
  nextVersion,
} from './upgrade/decideRaise';
export type { RaiseDecision } from './upgrade/decideRaise';
export {
  UPGRADE_PATIENCE_MS,
  upgradeUnderWay,
} from './upgrade/upgradesUnderWay';
export { upgradeBlockersIn } from './upgrade/upgradeBlockers';
export type { BlockingObject, UpgradeBlocker } from './upgrade/upgradeBlockers';
export { compareDpus, toDpuRecord } from './upgrade/dpuSnapshot';
export type {
  DpuComparison,
  DpuDifference,
  DpuRecord,
} from './upgrade/dpuSnapshot';
export {
  changeRefusedByUpgrade,
  creationRefusedByUpgrade,
} from './upgrade/refusedByUpgrade';
export {
  targetKubernetesOf,
  upgradeForecastOf,
} from './findings/upgradeForecast';
export type {
  TargetKubernetes,
  UpgradeForecast,
} from './findings/upgradeForecast';
export type { UpgradeUnderWay } from './upgrade/upgradesUnderWay';
export {
  compareVersions,
  controlPlaneVersions,
  isBeingUpgraded,
  isSameVersion,
  upgradeProblem,
  versionChangeProblem,
} from './upgrade/versions';
export type { ControlPlaneVersions } from './upgrade/versions';
