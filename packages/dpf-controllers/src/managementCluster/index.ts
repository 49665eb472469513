export * from './ClusterChange';
export * from './ManagementClusterConnection';
export * from './vendorRoles';
export type { HeldLease, VendorRole } from './VendorWatch';
