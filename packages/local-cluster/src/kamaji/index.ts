export * from './DataStoreEtcd';
export * from './KamajiStandIn';
export * from './TenantControlPlane';
export * from './TenantSecrets';
