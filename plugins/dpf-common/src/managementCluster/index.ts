export * from './ControlPlaneSettings';
export * from './DpfOperatorConfig';
export * from './ManagementClusterStatus';
export * from './dpfSupport';
