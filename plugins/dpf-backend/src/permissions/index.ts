export * from './attributesOf';
export * from './DpuClusterAuthorizer';
export * from './dpuClusterResourceRef';
export * from './registerPermissions';
export * from './rules';
