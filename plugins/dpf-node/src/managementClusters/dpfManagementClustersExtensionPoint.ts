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

/** @public */
export const dpfManagementClustersExtensionPoint =
  createExtensionPoint<DpfManagementClustersExtensionPoint>({
    id: 'dpf.managementClusters',
  });
