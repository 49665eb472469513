export * from './Finding';
export * from './Observation';
export * from './World';
export { dpuCountsOf } from './dpuCountsOf';
export * from './findingsOf';
export * from './managementClusterAway';
export * from './managementClusterFindings';
export * from './readVendorKeepalived';
export { findingCodeOf } from './recordedProblems';
export type { FindingRule } from './rules/FindingRule';
export {
  kamajiMissing,
  missingDataStore,
  missingKamaji,
} from './rules/kamajiMissing';
export { expiredCertificate } from './rules/certificateExpiring';
export { sleepingControlPlane } from './rules/controlPlaneDrifted';
export { whatBlocksDeletion } from './rules/deletionBlocked';
export { kubeconfigProblem } from './rules/kubeconfigUnusable';
export * from './selectsNode';
