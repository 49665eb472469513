export * from './EtcdPki';
export * from './ManagementControlPlane';
export * from './probe';
export * from './startApiServer';
export * from './startControllerManager';
export * from './startEtcd';
export * from './waitForProcess';
