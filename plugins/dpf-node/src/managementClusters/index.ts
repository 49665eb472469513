export * from './dpfManagementClustersExtensionPoint';
export * from './ManagementClusterLocator';
