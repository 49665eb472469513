export * from './annotations';
export * from './Kubelet';
export * from './TenantDirectory';
export * from './workloads';
