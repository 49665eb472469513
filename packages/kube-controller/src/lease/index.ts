export * from './LeaderElector';
export type { LeaseObject } from './LeaseObject';
export * from './ObservedLease';
export * from './WatchedLease';
