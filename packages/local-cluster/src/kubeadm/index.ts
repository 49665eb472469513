export * from './bootstrapCluster';
export * from './kubeadmAccess';
export * from './ProxiedCluster';
