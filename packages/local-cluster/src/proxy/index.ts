export * from './ClusterNetwork';
export * from './ConnectProxy';
