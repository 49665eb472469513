import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ClusterManager } from '@dpf-portal/dpf-controllers';

/**
 * Registers cluster managers: code that makes DPU clusters of a type `vendor/name`.
 *
 * @public
 */
export interface DpfClusterManagersExtensionPoint {
  /** Throws where a manager for the type is registered already. */
  addClusterManager(...managers: ClusterManager[]): void;
}

/** Registers cluster managers for further types, at start. @public */
export const dpfClusterManagersExtensionPoint =
  createExtensionPoint<DpfClusterManagersExtensionPoint>({
    id: 'dpf.clusterManagers',
  });
