export * from './ClusterChange';
export * from './ManagementClusterConnection';
export * from './vendorRoles';
export type { VendorRole } from './VendorWatch';
