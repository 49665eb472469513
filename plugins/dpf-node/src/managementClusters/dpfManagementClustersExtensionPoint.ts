import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { ManagementClusterLocator } from './ManagementClusterLocator';

/**
 * Registers locators of management clusters.
 *
 * @public
 */
export interface DpfManagementClustersExtensionPoint {
  addManagementClusterLocator(...locators: ManagementClusterLocator[]): void;
}

/** Registers management clusters that the configuration does not name, at start. @public */
export const dpfManagementClustersExtensionPoint =
  createExtensionPoint<DpfManagementClustersExtensionPoint>({
    id: 'dpf.managementClusters',
  });
