export * from './ClusterManager';
