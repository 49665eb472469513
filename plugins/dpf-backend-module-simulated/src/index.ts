/**
 * DPU clusters of type `example.com/simulated`: an example of what the maker of a type writes. Each is an HTTPS server
 * in this process that answers as an API server without nodes would.
 *
 * @packageDocumentation
 */

export { dpfModuleSimulated as default } from './module';
export { createClusterManagers } from './createClusterManagers';
export {
  SIMULATED_TYPE,
  SimulatedClusterManager,
} from './manager/SimulatedClusterManager';
