export * from './LocalCluster';
export * from './LocalClusterOptions';
