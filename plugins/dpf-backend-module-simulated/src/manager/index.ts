export * from './SimulatedClusterManager';
