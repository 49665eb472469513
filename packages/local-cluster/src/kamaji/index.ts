export * from './EtcdCleaner';
export * from './KamajiStandIn';
export * from './TenantControlPlane';
export * from './TenantSecrets';
