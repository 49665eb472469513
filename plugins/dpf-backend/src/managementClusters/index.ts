export * from './buildKubeConfig';
export * from './ClusterConnection';
export * from './ManagementClusterHandle';
export * from './ManagementClusters';
export * from './findLive';
export * from './HostedManagementCluster';
export * from './toSettings';
