/**
 * DPU clusters of type `example.com/simulated`: an example for vendors of a type. Each cluster is an HTTPS server in
 * this process that answers like an API server without nodes.
 *
 * @packageDocumentation
 */

export { dpfModuleSimulated as default } from './module';
export { createClusterManagers } from './createClusterManagers';
export {
  SIMULATED_TYPE,
  SimulatedClusterManager,
} from './manager/SimulatedClusterManager';
