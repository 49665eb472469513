export * from './annotations';
export * from './Kubelet';
export type { TenantDirectory } from './DeploymentRunner';
export * from './workloads';
