import { ClusterManager } from '@dpf-portal/dpf-controllers';
import { SimulatedClusterManager } from './manager/SimulatedClusterManager';

/** Entry point for `dpf-controllers --manager`. @public */
export function createClusterManagers(): ClusterManager[] {
  return [new SimulatedClusterManager()];
}
