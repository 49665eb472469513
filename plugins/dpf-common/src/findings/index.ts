export * from './Finding';
export * from './Observation';
export * from './World';
export { dpuCountsOf } from './dpuCountsOf';
export * from './findingsOf';
export * from './managementClusterAway';
export * from './managementClusterFindings';
export * from './readVendorKeepalived';
export type { FindingRule } from './rules/FindingRule';
export {
  kamajiMissing,
  missingDataStore,
  missingKamaji,
} from './rules/kamajiMissing';
export { sleepingControlPlane } from './rules/controlPlaneDrifted';
export * from './selectsNode';
