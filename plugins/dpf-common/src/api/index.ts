export * from './DpuClusterView';
export * from './DpfApi';
export * from './toDpuClusterView';
