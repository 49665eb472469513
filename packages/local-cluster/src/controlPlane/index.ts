export * from './EtcdPki';
export * from './ManagementControlPlane';
export * from './probe';
export * from './startApiServer';
export * from './startEtcd';
export * from './waitForProcess';
