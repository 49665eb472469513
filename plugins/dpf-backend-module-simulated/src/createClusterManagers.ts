import { ClusterManager } from '@dpf-portal/backstage-plugin-dpf-node';
import { SimulatedClusterManager } from './manager';

/** What `dpf-controllers --manager` calls. @public */
export function createClusterManagers(): ClusterManager[] {
  return [new SimulatedClusterManager()];
}
