import { ClusterManager } from '@dpf-portal/dpf-controllers';
import { SimulatedClusterManager } from './manager/SimulatedClusterManager';

/** What `dpf-controllers --manager` calls. @public */
export function createClusterManagers(): ClusterManager[] {
  return [new SimulatedClusterManager()];
}
