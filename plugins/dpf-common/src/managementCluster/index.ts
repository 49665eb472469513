export * from './DpfOperatorConfig';
export * from './ManagementClusterStatus';
export * from './dpfSupport';
