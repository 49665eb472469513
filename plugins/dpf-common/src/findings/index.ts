export * from './Finding';
export * from './Observation';
export * from './World';
export { bestClaimant, claimsOf } from './claims';
export type { Claim, ClaimsWorld } from './claims';
export { ownControlPlaneOf } from './clusterState';
export { dpuCountsOf } from './dpuCountsOf';
export { usableEndpointOf } from './endpoint';
export type { Endpoint } from './endpoint';
export * from './findingsOf';
export * from './managementClusterAway';
export * from './managementClusterFindings';
export * from './readVendorKeepalived';
export { findingCodeOf } from './recordedProblems';
export type { FindingRule } from './rules/FindingRule';
export { editOfRunningEndpoint } from './rules/addressImmutable';
export { addressInUse, addressLeftBehind } from './rules/addressInUse';
export { expiredCertificate } from './rules/certificateExpiring';
export { nameTakenBy } from './rules/childNameTaken';
export { sleepingControlPlane } from './rules/controlPlaneDrifted';
export { whatBlocksDeletion } from './rules/deletionBlocked';
export { endpointInvalid } from './rules/endpointInvalid';
export { endpointMissing } from './rules/endpointMissing';
export {
  kamajiMissing,
  missingDataStore,
  missingKamaji,
} from './rules/kamajiMissing';
export { kubeconfigProblem } from './rules/kubeconfigUnusable';
export { noMatchingNodes } from './rules/noMatchingNodes';
export { routerIdInUse } from './rules/routerIdInUse';
export { typeChanged } from './rules/typeChanged';
export * from './selectsNode';
