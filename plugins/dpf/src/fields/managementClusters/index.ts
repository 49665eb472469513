export { useManagementClusters } from './useManagementClusters';
export { chosenManagementCluster } from './chosenManagementCluster';
export { useOnlyChoice } from './useOnlyChoice';
