export * from './StaticCluster';
