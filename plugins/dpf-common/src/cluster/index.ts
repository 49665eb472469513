export * from './DpuCluster';
export * from './DpuClusterRef';
export * from './dpuClusterEntity';
export * from './finalizers';
export * from './gatingConditions';
