export * from './DpuJoiner';
export type { DpuClusterRef, DpuTarget } from './findDpuCluster';
export { dpuNames } from './buildDpu';
