export * from './DpuClusterDeletion';
