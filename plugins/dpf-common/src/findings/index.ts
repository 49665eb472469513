export * from './Finding';
export * from './Observation';
export * from './World';
export { dpuCountsOf } from './dpuCountsOf';
export * from './findingsOf';
export * from './managementClusterAway';
export * from './managementClusterFindings';
export * from './readVendorKeepalived';
export * from './selectsNode';
