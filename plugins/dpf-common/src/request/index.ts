export * from './DpuClusterRequest';
export * from './RequestSchema';
export * from './allocate';
export * from './fields';
export * from './outsideNetwork';
export * from './requestedApi';
export * from './requestedNetwork';
export * from './validateDpuClusterRequest';
