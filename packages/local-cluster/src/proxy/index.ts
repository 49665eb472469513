export * from './ClusterNetwork';
export * from './ConnectProxy';
export * from './parseTarget';
export * from './Route';
