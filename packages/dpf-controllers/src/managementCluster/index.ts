export * from './ClusterChange';
export * from './ManagementClusterConnection';
export * from './vendorRoles';
export type { RoleHolder, VendorRole } from './VendorRole';
export type { HeldLease } from './VendorWatch';
