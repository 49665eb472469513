/**
 * Extension points of the DPF plugin.
 *
 * @packageDocumentation
 */

export type { ClusterManager } from '@dpf-portal/dpf-controllers';
export {
  type DpfClusterManagersExtensionPoint,
  dpfClusterManagersExtensionPoint,
} from './clusterManagers/dpfClusterManagersExtensionPoint';
export {
  type DpfManagementClustersExtensionPoint,
  dpfManagementClustersExtensionPoint,
} from './managementClusters/dpfManagementClustersExtensionPoint';
export {
  type ManagementClusterSettings,
  type ManagementClusterLocator,
} from './managementClusters/ManagementClusterLocator';
