export * from './DpuClusterReader';
export * from './filterClusters';
export * from './locate';
export * from './toManagementCluster';
export * from './eventsOf';
export * from './resourcesOf';
