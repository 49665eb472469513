export * from './DpfOperatorConfig';
export * from './ManagementClusterStatus';
