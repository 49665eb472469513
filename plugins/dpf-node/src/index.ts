/**
 * Extension points of the DPF plugin.
 *
 * @packageDocumentation
 */

export * from './clusterManagers';
export * from './managementClusters';
