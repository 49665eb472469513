export * from './DpuClusterView';
export * from './DpuClustersSignal';
export * from './DpfApi';
export * from './toDpuClusterView';
