export type { ClusterManager } from '@dpf-portal/dpf-controllers';
export * from './dpfClusterManagersExtensionPoint';
