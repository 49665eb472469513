export * from './LeaderElector';
export { holderOf } from './LeaseObject';
export type { LeaseObject } from './LeaseObject';
export * from './ObservedLease';
export * from './WatchedLease';
