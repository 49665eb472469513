export * from './ManagementClusterStatus';
